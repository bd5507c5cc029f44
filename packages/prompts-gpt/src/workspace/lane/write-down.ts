import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { copyIndex } from "../copy-index.ts";
import { SCRATCH_PREFIX } from "../scratch-index.ts";
import { statOf } from "../snapshot/stat.ts";
import { type BytePath, bytePath, textOf } from "../snapshot/byte-path.ts";
import { type GitIn, gitIn, nulEnded, nulSplit } from "./git-in.ts";

/** Ours, and never carried from one working tree into another: a registry's token, who holds a lock. */
const NEVER = [".credentials.json*", "**/*.lock"].map((name) => `:(top,exclude,glob)**/.prompts-gpt/${name}`);

export interface WorkingTree {
  readonly top: string;
  /** Where its index stands. */
  readonly gitDir: string;
  readonly env: Env;
  /** Folders of ours in it that are no work of anybody; absolute. */
  readonly leaveOut?: readonly string[];
}

/**
 * Writes down what stands in a working tree, ignored files apart, as git would commit it: its filters are applied, its own
 * index is not touched. Objects go into the repository. Gives the tree to `use`, git with that index, and the repositories
 * in it that git cannot write down, as they have no commit yet.
 */
export async function withWrittenDown<T>(
  { top, gitDir, env, leaveOut = [] }: WorkingTree,
  use: (tree: string, git: GitIn, unborn: readonly BytePath[]) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), SCRATCH_PREFIX));
  try {
    const index = join(scratch, "index");
    await copyIndex(join(gitDir, "index"), index);
    const git = gitIn(top, env, { GIT_DIR: gitDir, GIT_WORK_TREE: top, GIT_INDEX_FILE: index });
    await seeHiddenFiles(top, git);
    const left = await excluded(leaveOut, { top, git });
    const add = ["-c", "advice.addEmbeddedRepo=false", "add", "--all", "--", ":(top)", ...NEVER, ...left];
    if ((await git.ask(add)) !== undefined) return await use(await git.say(["write-tree"]), git, []);
    const unborn = await unbornIn(top, { git, env });
    await git.bytes([...add, ...unborn.map((path) => `:(top,exclude,literal)${textOf(path)}`)]);
    return await use(await git.say(["write-tree"]), git, unborn);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Repositories without a commit, that somebody has begun in the working tree: git adds neither them nor what stands in them. */
async function unbornIn(top: string, { git, env }: { readonly git: GitIn; readonly env: Env }): Promise<BytePath[]> {
  const rows = nulSplit(await git.bytes(["ls-files", "--others", "--exclude-standard", "-z", "--", ":(top)"]));
  const inner = rows.filter((row) => row.endsWith("/")).map((row) => row.slice(0, -1));
  const ask = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"];
  const heads = await Promise.all(inner.map((path) => gitIn(join(top, textOf(path)), env).ask(ask)));
  return inner.filter((_, at) => heads[at] === undefined);
}

/** Files that git was told not to look at, though they are there: what stands in them is the user's work as well. */
async function seeHiddenFiles(top: string, git: GitIn): Promise<void> {
  const rows = nulSplit(await git.bytes(["ls-files", "-v", "-z"])).filter((row) => /^[a-zS]/.test(row));
  const there = rows.map((row) => row.slice(2)).filter((path) => statOf(bytePath(top), path) !== undefined);
  if (there.length === 0) return;
  for (const mark of ["--no-assume-unchanged", "--no-skip-worktree"])
    await git.bytes(["update-index", mark, "-z", "--stdin"], nulEnded(there));
}

/** Git fails when a pathspec, even one that excludes, leads into an ignored folder: those need none. */
async function excluded(
  paths: readonly string[],
  { top, git }: { readonly top: string; readonly git: GitIn },
): Promise<string[]> {
  const inside = paths.map((path) => relative(top, path)).filter((path) => path !== "" && !path.startsWith(".."));
  const ignored = await Promise.all(inside.map((path) => git.ask(["check-ignore", "--quiet", "--", path])));
  return inside.filter((_, at) => ignored[at] === undefined).map((path) => `:(top,exclude,literal)${path}`);
}
