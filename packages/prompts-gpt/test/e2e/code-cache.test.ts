import { existsSync, readdirSync } from "node:fs";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Project, tempProject } from "../support/project.ts";
import { pack } from "../support/registry.ts";
import { syncedProject } from "../support/synced.ts";

type Place = { readonly env: { readonly XDG_CACHE_HOME: string } };
const folderOf = (project: Place) =>
  join(project.env.XDG_CACHE_HOME, `prompts-gpt/compiled/${process.version}-${process.arch}`);
/** Of a sync, which has its own. */
const folderOfSyncs = (project: Place) => `${folderOf(project)}-sync`;
const run = (project: Project, env: Record<string, string> = {}) =>
  project.start(["run", "--agent", "sh", "--prompt", "echo hello", "--json"], { env }).ended;

async function cached(project: Place): Promise<Map<string, Buffer>> {
  const names = await readdir(folderOf(project)).catch(() => []);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folderOf(project), name))] as const)),
  );
}

function hexOf(codes: ReadonlyMap<string, Buffer>): Record<string, string> {
  return Object.fromEntries([...codes].map(([name, code]) => [name, code.toString("hex")]));
}

test("a run leaves the code that it compiled to the next one, which is the same run", async () => {
  await using project = await tempProject({}, { cold: true });
  const [first, before] = [await run(project), await cached(project)];
  expect([...before.keys()].some((name) => name.startsWith("sdk-"))).toBe(true);
  expect((await stat(folderOf(project))).mode & 0o777).toBe(0o700);
  const [second, after] = [await run(project), await cached(project)];
  expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
  expect(JSON.parse(second.stdout)).toMatchObject({ status: "succeeded", output: "hello\n" });
  // As text: a comparison number by number takes seconds.
  expect(hexOf(after)).toEqual(hexOf(before));
});

test("what ran no agent leaves nothing: it has not compiled what a run needs", async () => {
  await using project = await tempProject({}, { cold: true });
  await project.cli("status");
  await project.cli("run", "--agent", "sh", "--prompt", "x", "--dry-run");
  expect((await cached(project)).size).toBe(0);
});

test("a sync that wrote leaves its code to the next sync, and nothing to runs", async () => {
  await using here = await syncedProject([pack("alpha")], {}, { cold: true });
  const place = { env: here.fullEnv };
  await here.sync("--check");
  expect(existsSync(folderOfSyncs(place))).toBe(false);
  await here.sync();
  const before = readdirSync(folderOfSyncs(place));
  expect(before.some((name) => name.startsWith("registry-"))).toBe(true);
  expect((await stat(folderOfSyncs(place))).mode & 0o777).toBe(0o700);
  expect((await here.sync()).changes).toBe(0);
  expect(readdirSync(folderOfSyncs(place))).toEqual(before);
  expect((await cached(place)).size).toBe(0);
});

test.each<[string, (code: Buffer) => Buffer]>([
  ["one byte is another", (code) => Buffer.from(code).fill(code.readUInt8(999) ^ 0xff, 999, 1000)],
  ["its second half is missing", (code) => code.subarray(0, code.length / 2)],
  ["it is empty", () => Buffer.alloc(0)],
  ["it is of another version", (code) => Buffer.alloc(code.length, 1)],
])("a cache is mended when %s", async (_name, damage) => {
  await using project = await tempProject({}, { cold: true });
  await run(project);
  const before = await cached(project);
  for (const [name, code] of before) await writeFile(join(folderOf(project), name), damage(code));
  expect((await run(project)).exitCode).toBe(0);
  const after = await cached(project);
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const code of after.values())
    expect(code.subarray(0, code.length / 2).equals(code.subarray(code.length / 2))).toBe(true);
});

test("a folder that others can write to is neither read nor written", async () => {
  await using project = await tempProject({}, { cold: true });
  await run(project);
  for (const name of (await cached(project)).keys()) await writeFile(join(folderOf(project), name), "");
  await chmod(folderOf(project), 0o777);
  expect((await run(project)).exitCode).toBe(0);
  for (const code of (await cached(project)).values()) expect(code.length).toBe(0);
});

test("NODE_DISABLE_COMPILE_CACHE turns it off", async () => {
  await using project = await tempProject({}, { cold: true });
  expect((await run(project, { NODE_DISABLE_COMPILE_CACHE: "1" })).exitCode).toBe(0);
  expect((await cached(project)).size).toBe(0);
});
