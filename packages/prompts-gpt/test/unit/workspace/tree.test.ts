import { execFileSync } from "node:child_process";
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TreeId } from "../../../src/agent/outcome.ts";
import { watchTree } from "../../../src/workspace/tree.ts";

let folder: string;
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
const watch = (cwd = folder) => {
  const tree = watchTree(cwd, process.env);
  const differs = async (before: TreeId, after: TreeId) => tree.changes(...(await tree.resolve(before, after)));
  const take = () => tree.take([join(folder, ".scripts/runs")]);
  return {
    start: tree.start,
    differs,
    take,
    resolve: tree.resolve.bind(tree),
    pourPatch: tree.pourPatch.bind(tree),
    close: () => tree.close(),
  };
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tree:with colon-"));
  git("init", "-q", "-b", "main");
  await writeFile(join(folder, "a.txt"), "one\n");
  git("add", ".");
  git("commit", "-qm", "first");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a clean tree is HEAD's, and nothing is written to look at it", async () => {
  const tree = watch();
  expect(await tree.start).toEqual({
    branch: "main",
    head: git("rev-parse", "HEAD"),
    clean: true,
    untracked: [],
    unstaged: [],
  });
  expect(await tree.take()).toBe(`${git("rev-parse", "HEAD")}^{tree}`);
  await tree.close();
});

test("our own file leaves a clean tree HEAD's, also seen from a folder below; any other one does not", async () => {
  const lock = join(folder, "ours/lock");
  await mkdir(join(folder, "ours"));
  await writeFile(join(folder, "ours/kept.txt"), "k\n");
  git("add", ".");
  git("commit", "-qm", "second");
  await writeFile(lock, "held\n");
  const head = `${git("rev-parse", "HEAD")}^{tree}`;
  const looks = [folder, join(folder, "ours")].map((cwd) => watchTree(cwd, process.env));
  for (const tree of looks) expect(await tree.take([lock])).toBe(head);
  await writeFile(join(folder, "ours/theirs"), "t\n");
  for (const tree of looks) {
    const [before, after] = await tree.resolve(head, await tree.take([lock]));
    expect((await tree.changes(before, after))?.files.map(({ path }) => path)).toEqual(["ours/theirs"]);
    await tree.close();
  }
});

test("what changed: edited, new, deleted, binary, a mode, a link, a commit; not what is ignored or ours", async () => {
  const tree = watch();
  const before = await tree.take();
  await appendFile(join(folder, "a.txt"), "two\n");
  git("commit", "-qam", "by the agent");
  await writeFile(join(folder, "new\nline.txt"), "n\n");
  await writeFile(join(folder, "blob.bin"), Buffer.from([0, 1, 2]));
  await writeFile(join(folder, "tool.sh"), "#!/bin/sh\n");
  await chmod(join(folder, "tool.sh"), 0o755);
  await symlink("a.txt", join(folder, "link"));
  await writeFile(join(folder, ".gitignore"), "secret\n");
  await writeFile(join(folder, "secret"), "s\n");
  await mkdir(join(folder, ".scripts/runs/x"), { recursive: true });
  await writeFile(join(folder, ".scripts/runs/x/output.log"), "ours\n");
  const objects = (await readdir(join(folder, ".git/objects"))).length;
  const index = await readFile(join(folder, ".git/index"));

  const after = await tree.take();
  const changes = await tree.differs(before, after);
  expect(changes?.files).toEqual([
    { path: ".gitignore", added: 1, removed: 0 },
    { path: "a.txt", added: 1, removed: 0 },
    { path: "blob.bin", added: null, removed: null },
    { path: "link", added: 1, removed: 0 },
    { path: "new\nline.txt", added: 1, removed: 0 },
    { path: "tool.sh", added: 1, removed: 0 },
  ]);
  expect(changes?.omitted).toBe(0);
  let patch = "";
  const isWhole = await tree.pourPatch([before, after], async (pieces) => {
    for await (const piece of pieces) patch += piece.toString();
  });
  expect([isWhole, patch]).toEqual([true, expect.stringContaining("+two")]);
  // The user's repository is as it was.
  expect((await readdir(join(folder, ".git/objects"))).length).toBe(objects);
  expect((await readFile(join(folder, ".git/index"))).equals(index)).toBe(true);
  await tree.close();
});

test("work that was uncommitted before is not the agent's", async () => {
  await appendFile(join(folder, "a.txt"), "mine\n");
  const tree = watch();
  const before = await tree.take();
  await writeFile(join(folder, "b.txt"), "agent\n");
  expect((await tree.differs(before, await tree.take()))?.files.map(({ path }) => path)).toEqual(["b.txt"]);
  await tree.close();
});

test("no commit yet, a folder below the top, detached HEAD", async () => {
  await rm(join(folder, ".git"), { recursive: true });
  git("init", "-q");
  await mkdir(join(folder, "sub"));
  const tree = watch(join(folder, "sub"));
  const before = await tree.take();
  expect(before).toMatch(/^[0-9a-f]{40}$/);
  await writeFile(join(folder, "outside-sub.txt"), "x\n");
  expect((await tree.differs(before, await tree.take()))?.files).toHaveLength(1);
  await tree.close();
  git("add", ".");
  git("commit", "-qm", "x");
  git("checkout", "-q", "--detach");
  expect((await watch().start)?.branch).toBeUndefined();
});

test("in the middle of a conflict", async () => {
  git("checkout", "-qb", "other");
  await writeFile(join(folder, "a.txt"), "other\n");
  git("commit", "-qam", "other");
  git("checkout", "-q", "main");
  await writeFile(join(folder, "a.txt"), "main\n");
  git("commit", "-qam", "main");
  expect(() => git("merge", "other")).toThrow();
  const tree = watch();
  const before = await tree.take();
  await writeFile(join(folder, "a.txt"), "resolved\n");
  expect((await tree.differs(before, await tree.take()))?.files.map(({ path }) => path)).toEqual(["a.txt"]);
  expect(git("ls-files", "-u")).not.toBe(""); // still in conflict: the user's index was not touched
  await tree.close();
});

test("outside a repository nothing can be compared", async () => {
  await rm(join(folder, ".git"), { recursive: true });
  const tree = watch();
  expect([await tree.start, await tree.take()]).toEqual([undefined, null]);
});

test("two names of the same tree are resolved to be equal", async () => {
  const tree = watch();
  const before = await tree.take();
  git("commit", "-q", "--allow-empty", "-m", "nothing new");
  const after = await tree.take();
  expect(before).not.toBe(after);
  const [first, second] = await tree.resolve(before, after);
  expect(first).toBe(second);
  await tree.close();
});

test("what git cannot write down is no tree, and not the old one", async () => {
  const tree = watch();
  await tree.take();
  git("init", "-q", "nested"); // a repository without a commit cannot be added
  await writeFile(join(folder, "nested/file"), "x\n");
  await appendFile(join(folder, "a.txt"), "changed\n");
  expect(await tree.take()).toBeNull();
  await tree.close();
});

test("our own folder where git ignores the one that it is in", async () => {
  await writeFile(join(folder, ".gitignore"), ".scripts/\n");
  await mkdir(join(folder, ".scripts/runs"), { recursive: true });
  const tree = watch();
  const before = await tree.take();
  await writeFile(join(folder, "b.txt"), "agent\n");
  expect((await tree.differs(before, await tree.take()))?.files.map(({ path }) => path)).toEqual(["b.txt"]);
  await tree.close();
});

test("a change of a file that keeps its size, in the second in which git wrote its index, is seen", async () => {
  const index = join(folder, ".git/index");
  for (let round = 0; round < 3; round++) {
    await writeFile(join(folder, "a.txt"), `on${round}\n`);
    git("commit", "-qam", "again");
    await writeFile(join(folder, "a.txt"), `tw${round}\n`);
    if (
      Math.floor((await stat(index)).mtimeMs / 1000) === Math.floor((await stat(join(folder, "a.txt"))).mtimeMs / 1000)
    )
      break;
  }
  await new Promise((resolve) => setTimeout(resolve, 1100)); // a copy is made later than the index was
  const tree = watch();
  const after = await tree.take();
  expect(git("diff", "--name-only", "HEAD")).toBe("a.txt");
  expect((await tree.differs(`${git("rev-parse", "HEAD")}^{tree}`, after))?.files.map(({ path }) => path)).toEqual([
    "a.txt",
  ]);
  await tree.close();
});
