import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Changes, FileChange } from "../agent/events.ts";
import type { TreeId } from "../agent/outcome.ts";
import type { Env } from "../process/spawn.ts";
import { copyIndex } from "./copy-index.ts";
import { findTop } from "./snapshot/git-dirs.ts";
import {
  findRepository,
  git,
  gitEnv,
  headStatus,
  type HeadStatus,
  ignoredAmong,
  pourGit,
  type Repository,
} from "./git.ts";

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
  /** From now on new objects go to this folder, for good; until then to one that is gone at the end. */
  keepIn(objects: string): void;
  /** Both as hashes, so that they can be compared: a clean tree is first named by its commit. */
  resolve(before: TreeId, after: TreeId): Promise<readonly [TreeId, TreeId]>;
  /** Undefined when git will not say. */
  changes(before: TreeId, after: TreeId): Promise<Changes | undefined>;
  /** Gives the patch from one tree to the other to `take` as git makes it; false when git could not. */
  pourPatch(trees: readonly [TreeId, TreeId], take: (patch: AsyncIterable<Buffer>) => Promise<void>): Promise<boolean>;
  close(): Promise<unknown>;
}

const LISTED_FILES = 1000;
/** Of the folders in the system's temporary one; a run that is killed leaves one behind. */
export const SCRATCH_PREFIX = "prompts-gpt-tree-";

export function watchTree(cwd: string, env: Env): TreeWatcher {
  // The first look starts here and now, so that git works while the rest of a run is being resolved.
  const start = headStatus(cwd, env);
  let first: typeof start | undefined = start;
  let hasDiffered = false;
  // Which repository it is will be asked when something differs: git answers while the rest of a run is being resolved.
  const place = start.then((status) => (hasWork(status) ? findRepository(cwd, env) : undefined));
  let made: Promise<ReturnType<typeof scratchIndex> | undefined> | undefined;
  let kept: string | undefined;
  const scratch = () => {
    made ??= place
      .then((repository) => repository ?? findRepository(cwd, env))
      .then((repository) => repository && scratchIndex(repository, env, kept));
    return made;
  };
  /** Git in a place where the objects of both trees are known. */
  const ask = async (args: readonly string[]) => {
    const where = await (await scratch())?.open();
    return where && git(args, where);
  };
  return {
    start,
    keepIn: (objects) => void (kept = objects),
    async take(ignored) {
      // What differed from HEAD most likely still does: git is asked for the tree itself at once.
      if (!hasDiffered) {
        const status = await (first ?? headStatus(cwd, env));
        first = undefined;
        if (status === undefined) return null;
        // A run that leaves the tree as it found it costs no index and no objects.
        if (status.head !== undefined && onlyOurs(status, cwd, ignored)) return `${status.head}^{tree}`;
        hasDiffered = true;
      }
      return (await (await scratch())?.write(ignored)) ?? null;
    },
    async resolve(before, after) {
      if (before === after || before === null || after === null) return [before, after];
      const answer = await ask(["rev-parse", before, after]);
      const [first = before, second = after] = answer?.toString("utf8").split("\n") ?? [];
      return [first, second];
    },
    async changes(before, after) {
      const answer = await ask(["diff-tree", "-r", "--numstat", "-z", String(before), String(after)]);
      return answer && parseNumstat(answer);
    },
    async pourPatch([before, after], take) {
      const where = await (await scratch())?.open();
      const args = ["diff-tree", "-r", "-p", "--binary", String(before), String(after)];
      return where !== undefined && (await pourGit(args, where, take));
    },
    close: async () => (await made)?.close(),
  };
}

/** A guess before it is known where our own files are. */
function hasWork(status: HeadStatus | undefined): boolean {
  if (status === undefined || status.clean) return false;
  return status.untracked?.every((path) => /^\.(?:prompts-gpt|scripts)\//.test(path)) !== true;
}

/** Nothing differs from HEAD but our own files: the lock of a sweep is there as long as it lasts. */
function onlyOurs({ untracked }: HeadStatus, cwd: string, ignored: readonly string[]): boolean {
  if (untracked === undefined || untracked.length === 0) return untracked !== undefined;
  const top = findTop(cwd);
  return top !== undefined && untracked.every((path) => ignored.includes(join(top, path)));
}

/** A copy of the index and an object folder of its own, made when first needed. */
function scratchIndex(repository: Repository, env: Env, kept: string | undefined) {
  let folder: string | undefined;
  let made: Promise<string> | undefined;
  const make = async () => {
    folder = await mkdtemp(join(tmpdir(), SCRATCH_PREFIX));
    await mkdir(join(folder, "objects")); // git takes a folder without it for no repository at all
    await copyIndex(repository.index, join(folder, "index"));
    return folder;
  };
  const open = async () => {
    made ??= make();
    const place = await made;
    return {
      cwd: repository.top,
      env: gitEnv(env, {
        GIT_INDEX_FILE: join(place, "index"),
        GIT_OBJECT_DIRECTORY: kept ?? join(place, "objects"),
        // A quoted entry may hold ":" (gitrepository-layout, GIT_ALTERNATE_OBJECT_DIRECTORIES).
        GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(repository.objects),
      }),
    };
  };
  return {
    open,
    async write(ignored: readonly string[]): Promise<TreeId> {
      const [where, left] = await Promise.all([open(), excluded(ignored, repository.top, env)]);
      // An unreadable file stops `add` in the middle: what is then in the index is no tree of anything.
      if ((await git(["add", "--all", "--", ":(top)", ...left], where)) === undefined) return null;
      return (await git(["write-tree"], where))?.toString("utf8").trim() ?? null;
    },
    async close(): Promise<void> {
      await made?.catch(() => {}); // whoever opened it has the error
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Pathspecs that leave out our own files, which are no work of the agent. Not for those that git ignores anyway: `add`
 * fails when a pathspec, even of this kind, leads into an ignored folder.
 */
async function excluded(paths: readonly string[], top: string, env: Env): Promise<string[]> {
  const inside = paths.map((path) => relative(top, path)).filter((path) => path !== "" && !path.startsWith(".."));
  const bytes = (path: string) => Buffer.from(path).toString("latin1");
  const ignored = await ignoredAmong(inside.map(bytes), { cwd: top, env });
  return inside.filter((path) => !ignored.has(bytes(path))).map((path) => `:(top,exclude,literal)${path}`);
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
