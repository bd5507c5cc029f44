import { execFileSync } from "node:child_process";
import { linkSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { entryFinder } from "../../../../src/workspace/snapshot/entry-finder.ts";
import { parseIndex } from "../../../../src/workspace/snapshot/index-file.ts";
import { tempFolder } from "../../../support/temp-folder.ts";

test("an entry is found by its path and inode, also among hard links; nothing else is", async () => {
  await using folder = await tempFolder();
  for (let at = 0; at < 500; at++) writeFileSync(folder.at(`f${at}`), `${at}`);
  linkSync(folder.at("f7"), folder.at("twin"));
  execFileSync("git", ["init", "-q"], { cwd: folder.path });
  execFileSync("git", ["add", "."], { cwd: folder.path });
  const entries = parseIndex(readFileSync(folder.at(".git/index")), "sha1")?.entries ?? [];
  const find = entryFinder(entries);
  expect(entries).toHaveLength(501);
  for (const entry of entries) expect(find(entry.path, lstatSync(folder.at(entry.path)).ino)).toBe(entry);
  expect([find("f1", lstatSync(folder.at("f2")).ino), find("none", 1), entryFinder([])("f1", 1)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
