import { execFileSync } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TreeLooks } from "../../../src/workspace/tree-looks.ts";
import { watchTree } from "../../../src/workspace/tree.ts";

let base: string;
let folder: string;
let looks: TreeLooks;
const system = process.env["TMPDIR"];
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
/** Folders of copied indexes that are there: one look was given on, or each has its own. */
const copies = () => readdir(join(base, "tmp"));
const filesIn = (tree: string, ...alternates: string[]) =>
  execFileSync("git", ["ls-tree", "-r", "--name-only", tree], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates.join(":") },
  }).split("\n");

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "looks-"));
  process.env["TMPDIR"] = join(base, "tmp");
  folder = join(base, "p");
  await mkdir(join(base, "tmp"));
  await mkdir(folder);
  git("init", "-q", "-b", "main");
  await writeFile(join(folder, "a.txt"), "one\n");
  git("add", ".");
  git("commit", "-qm", "first");
  await appendFile(join(folder, "a.txt"), "two\n"); // what differs from HEAD is what costs
  looks = new TreeLooks(folder);
});
afterEach(async () => {
  await looks.close();
  expect(await copies()).toEqual([]);
  if (system === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = system;
  await rm(base, { recursive: true, force: true });
});

/** One member: a look before, what its agent does, a look after. `between` happens when it has been resolved. */
async function member(work: () => Promise<unknown>, kept?: string) {
  const tree = watchTree(folder, process.env, looks);
  if (kept !== undefined) tree.keepIn(kept);
  const before = await tree.take([join(folder, ".ours")]);
  const copiesBefore = (await copies()).length;
  await work();
  const after = await tree.take([join(folder, ".ours")]);
  const trees = await tree.resolve(before, after);
  const changes = await tree.changes(...trees);
  await tree.close();
  return { before, after, copiesBefore, files: changes?.files.map(({ path }) => path) };
}
const write = (name: string, text: string) => () => writeFile(join(folder, name), text);

test("the look after one member is the look before the next, on the same index; each says what its own member did", async () => {
  const first = await member(write("b.txt", "b\n"));
  expect(first.files).toEqual(["b.txt"]);
  await write(".ours", "the lock\n")();
  const second = await member(write("c.txt", "c\n"));
  expect(second).toMatchObject({ before: first.after, copiesBefore: 1, files: ["c.txt"] });
  git("add", ".");
  git("commit", "-qm", "between"); // nothing of the files has changed
  const third = await member(async () => rm(join(folder, "c.txt")));
  expect(third).toMatchObject({ before: second.after, files: ["c.txt"] });
  expect(await copies()).toHaveLength(1);
});

test("what somebody changes between two members is not the next one's, also at the same length and at once", async () => {
  await member(write("b.txt", "b\n"));
  await write("b.txt", "B\n")();
  const next = await member(write("c.txt", "c\n"));
  expect(next.files).toEqual(["c.txt"]);
  await write("d.txt", "new\n")();
  expect((await member(write("e.txt", "e\n"))).files).toEqual(["e.txt"]);
});

test.each([".gitignore", ".git/info/exclude"])("what %s names from now on is in no later tree", async (rules) => {
  const kept = join(base, "objects");
  await mkdir(kept);
  await member(write("secret", "s\n"), kept);
  await appendFile(join(folder, rules), "secret\n");
  const next = await member(write("secret", "more\n"), kept);
  expect(next.files).toEqual([]);
  expect(filesIn(String(next.after), kept)).not.toContain("secret");
});

test("who keeps objects elsewhere, or leaves out something else, begins anew; what it did not use is there for the next", async () => {
  const kept = join(base, "objects");
  await mkdir(kept);
  const writer = await member(write("b.txt", "b\n"), kept);
  const judge = await member(async () => {});
  expect(judge).toMatchObject({ before: writer.after, copiesBefore: 2, files: [] });
  await write(".ours", "no lock\n")();
  const own = watchTree(folder, process.env, looks);
  await own.take([]);
  await write(".ours", "changed\n")();
  expect(await own.take([])).not.toBeNull();
  await own.close();
  expect((await member(write(".ours", "a lock\n"))).files).toEqual([]);
});

test("two at once: each has an index of its own", async () => {
  await member(write("b.txt", "b\n"));
  const [one, other] = [watchTree(folder, process.env, looks), watchTree(folder, process.env, looks)];
  const before = await Promise.all([one.take([join(folder, ".ours")]), other.take([join(folder, ".ours")])]);
  expect(new Set(before).size).toBe(1);
  expect(await copies()).toHaveLength(2);
  await Promise.all([one.close(), other.close()]);
  expect(await copies()).toHaveLength(1);
});

test("a folder of its own: nothing is handed on to another", async () => {
  await member(write("b.txt", "b\n"));
  await mkdir(join(folder, "below"));
  const below = watchTree(join(folder, "below"), process.env, looks);
  await below.take([]);
  expect(await copies()).toHaveLength(2);
  await below.close();
});

test("a rule that begins to ignore our own file in the middle of a member does not spoil its tree", async () => {
  await mkdir(join(folder, ".ours"));
  await write(".ours/log", "x\n")();
  const { files } = await member(async () => {
    await write(".gitignore", ".ours/\n")();
    await write("b.txt", "b\n")();
  });
  expect(files).toEqual([".gitignore", "b.txt"]);
});

test("a rule that stops ignoring our own file in the middle of a member does not let it in", async () => {
  await write(".gitignore", ".ours\n")();
  await write(".ours", "x\n")();
  const { files } = await member(write(".gitignore", "other\n"));
  expect(files).toEqual([".gitignore"]);
});
