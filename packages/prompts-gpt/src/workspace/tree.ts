import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Changes, FileChange } from "../agent/events.ts";
import type { TreeId } from "../agent/outcome.ts";
import type { Env } from "../process/spawn.ts";
import { findRepository, git, gitEnv, headStatus, type HeadStatus, type Repository } from "./git.ts";

/**
 * Looks at a working tree before and after a run without touching it: the index is a copy, new objects go to a folder
 * of their own. It is for comparing only; what brings work back is a snapshot.
 */
export interface TreeWatcher {
  /** Where HEAD stood at the moment of `watchTree`; undefined outside a repository. */
  readonly start: Promise<HeadStatus | undefined>;
  /**
   * Everything that git does not ignore, `ignored` left out too, as it is now (the first time: at `watchTree`'s moment);
   * null outside a repository.
   */
  take(ignored: readonly string[]): Promise<TreeId>;
  changes(before: TreeId, after: TreeId): Promise<Changes>;
  /** A patch from one tree to the other; empty when they are equal. */
  patch(before: TreeId, after: TreeId): Promise<Buffer>;
  close(): Promise<unknown>;
}

const LISTED_FILES = 1000;

export function watchTree(cwd: string, env: Env): TreeWatcher {
  // The first look starts here and now, so that git works while the rest of a run is being resolved.
  const start = headStatus(cwd, env);
  let first: typeof start | undefined = start;
  let made: Promise<ReturnType<typeof scratchIndex> | undefined> | undefined;
  const scratch = () => {
    made ??= findRepository(cwd, env).then((repository) => repository && scratchIndex(repository, env));
    return made;
  };
  const diff = async (args: readonly string[], before: TreeId, after: TreeId) => {
    const where = await (await scratch())?.open();
    if (where === undefined || before === null || after === null || before === after) return Buffer.alloc(0);
    return (await git(["diff-tree", "-r", ...args, before, after], where)) ?? Buffer.alloc(0);
  };
  return {
    start,
    async take(ignored) {
      const status = await (first ?? headStatus(cwd, env));
      first = undefined;
      if (status === undefined) return null;
      // A run that leaves the tree as it found it costs no index and no objects.
      if (status.clean && status.head !== undefined) return `${status.head}^{tree}`;
      return (await (await scratch())?.write(ignored)) ?? null;
    },
    changes: async (before, after) => parseNumstat(await diff(["--numstat", "-z"], before, after)),
    patch: (before, after) => diff(["-p", "--binary"], before, after),
    close: async () => (await made)?.close(),
  };
}

/** A copy of the index and an object folder of its own, made when first needed. */
function scratchIndex(repository: Repository, env: Env) {
  let made: Promise<string> | undefined;
  const make = async () => {
    const folder = await mkdtemp(join(tmpdir(), "prompts-gpt-tree-"));
    await mkdir(join(folder, "objects")); // git takes a folder without it for no repository at all
    await copyFile(repository.index, join(folder, "index")).catch(() => {}); // no index yet: git starts an empty one
    return folder;
  };
  const open = async () => {
    made ??= make();
    const folder = await made;
    return {
      cwd: repository.top,
      env: gitEnv(env, {
        GIT_INDEX_FILE: join(folder, "index"),
        GIT_OBJECT_DIRECTORY: join(folder, "objects"),
        // A quoted entry may hold ":" (gitrepository-layout, GIT_ALTERNATE_OBJECT_DIRECTORIES).
        GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(repository.objects),
      }),
    };
  };
  return {
    open,
    async write(ignored: readonly string[]): Promise<TreeId> {
      const where = await open();
      const left = ignored.map((path) => exclude(repository.top, path)).filter((spec) => spec !== undefined);
      await git(["add", "--all", "--", ":(top)", ...left], where);
      const tree = await git(["write-tree"], where);
      return tree?.toString("utf8").trim() ?? null;
    },
    async close(): Promise<void> {
      if (made !== undefined) await rm(await made, { recursive: true, force: true });
    },
  };
}

/** A pathspec that leaves out our own files, which are no work of the agent. */
function exclude(top: string, path: string): string | undefined {
  const inside = relative(top, path);
  return inside === "" || inside.startsWith("..") ? undefined : `:(top,exclude,literal)${inside}`;
}

/** `added TAB removed TAB path NUL`; a binary file has "-" for both (git-diff, --numstat -z, no rename detection). */
function parseNumstat(answer: Buffer): Changes {
  const rows = answer
    .toString("utf8")
    .split("\0")
    .filter((row) => row !== "");
  const files = rows.slice(0, LISTED_FILES).map((row): FileChange => {
    const [added, removed, ...path] = row.split("\t");
    return { path: path.join("\t"), added: count(added), removed: count(removed) };
  });
  return { files, omitted: rows.length - files.length };
}

function count(text: string | undefined): number | null {
  return text === undefined || text === "-" ? null : Number(text);
}
