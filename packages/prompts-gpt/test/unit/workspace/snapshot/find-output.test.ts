import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FORMAT, listingsFrom } from "../../../../src/workspace/snapshot/find-output.ts";
import { tempFolder } from "../../../support/temp-folder.ts";

test("an output that is cut anywhere is read on from where it was used, with nothing missing and nothing half", async () => {
  await using place = await tempFolder();
  for (const folder of ["a/x", "b", "c/y/z"]) mkdirSync(join(place.path, folder), { recursive: true });
  for (const file of ["a/1", "a/x/2", "b/3", "c/4", "c/y/z/5\n6"]) writeFileSync(join(place.path, file), file);
  const to = join(place.path, "found");
  execFileSync("find", ["./a", "./b", "./c", "-fprintf", to, FORMAT], { cwd: place.path });
  const output = readFileSync(to);
  const namesIn = ({ listings }: ReturnType<typeof listingsFrom>) =>
    [...listings].map(([path, { names, statsAt }]) => [path, names.map((name, at) => [name, statsAt(at)])] as const);
  const whole = namesIn(listingsFrom(output, true));
  expect(whole.map(([path]) => path)).toEqual(["a", "a/x", "b", "c", "c/y", "c/y/z"]);
  for (let cut = 0; cut <= output.length; cut++) {
    const first = listingsFrom(output.subarray(0, cut), false);
    const rest = listingsFrom(output.subarray(first.used), true);
    expect([...namesIn(first), ...namesIn(rest)]).toEqual(whole);
  }
});
