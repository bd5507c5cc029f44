import { join } from "node:path";
import type { Changes, FileChange } from "../agent/events.ts";
import type { TreeId } from "../agent/outcome.ts";
import type { Env } from "../process/spawn.ts";
import { findRepository, git, headStatus, type HeadStatus, pourGit, type Repository } from "./git.ts";
import { type Look, ScratchIndex } from "./scratch-index.ts";
import { findTop } from "./snapshot/git-dirs.ts";
import type { TreeLooks } from "./tree-looks.ts";

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

/** `looks`: what was left by those who have looked at the same folder before. */
export function watchTree(cwd: string, env: Env, looks?: TreeLooks): TreeWatcher {
  return new Watcher({ cwd, env, looks });
}

interface Watched {
  readonly cwd: string;
  readonly env: Env;
  readonly looks: TreeLooks | undefined;
}

class Watcher implements TreeWatcher {
  readonly start: Promise<HeadStatus | undefined>;
  readonly #watched: Watched;
  readonly #earlier: ScratchIndex | undefined;
  readonly #isOutdated: Promise<boolean> | undefined;
  /** Which repository it is will be asked when something differs: git answers while the rest of a run is being resolved. */
  readonly #place: Promise<Repository | undefined>;
  #isFirst = true;
  #hasDiffered = false;
  #kept: string | undefined;
  #made: Promise<ScratchIndex | undefined> | undefined;

  constructor(watched: Watched) {
    const { cwd, env, looks } = watched;
    this.#watched = watched;
    this.#earlier = looks?.take(cwd);
    // The first look starts here and now, so that git works while the rest of a run is being resolved.
    this.start = headStatus(cwd, env, this.#earlier?.index);
    this.#isOutdated = this.#earlier?.holdsIgnored();
    this.#place = this.start.then((status) =>
      this.#earlier === undefined && hasWork(status) ? findRepository(cwd, env) : undefined,
    );
  }

  keepIn(objects: string): void {
    this.#kept = objects;
  }

  async take(ignored: readonly string[]): Promise<TreeId> {
    // What differed from HEAD most likely still does: git is asked for the tree itself at once.
    if (!this.#hasDiffered) {
      const { cwd, env } = this.#watched;
      const isFirst = this.#isFirst;
      this.#isFirst = false;
      const status = await (isFirst ? this.start : headStatus(cwd, env));
      if (status === undefined) return null;
      const left = isFirst ? await this.#stillThere({ status, cwd, ignored }) : undefined;
      // A run that leaves the tree as it found it costs no index and no objects.
      if (left === undefined && status.head !== undefined && onlyOurs(status.untracked, { cwd, ignored }))
        return `${status.head}^{tree}`;
      this.#hasDiffered = true;
      if (left !== undefined) return left;
    }
    return (await (await this.#scratch())?.write(ignored)) ?? null;
  }

  async resolve(before: TreeId, after: TreeId): Promise<readonly [TreeId, TreeId]> {
    if (before === after || before === null || after === null) return [before, after];
    const answer = await this.#ask(["rev-parse", before, after]);
    const [first = before, second = after] = answer?.toString("utf8").split("\n") ?? [];
    return [first, second];
  }

  async changes(before: TreeId, after: TreeId): Promise<Changes | undefined> {
    const answer = await this.#ask(["diff-tree", "-r", "--numstat", "-z", String(before), String(after)]);
    return answer && parseNumstat(answer);
  }

  async pourPatch(
    [before, after]: readonly [TreeId, TreeId],
    take: (patch: AsyncIterable<Buffer>) => Promise<void>,
  ): Promise<boolean> {
    const where = await (await this.#scratch())?.open();
    const args = ["diff-tree", "-r", "-p", "--binary", String(before), String(after)];
    return where !== undefined && (await pourGit(args, where, take));
  }

  async close(): Promise<void> {
    const { cwd, looks } = this.#watched;
    // The latest first: there is place for one.
    for (const one of new Set([await this.#made, this.#earlier]))
      if (one !== undefined) await (looks?.give(cwd, one) ?? one.close());
  }

  /** The tree of the look before, when nothing has changed since: then that index serves on. */
  async #stillThere(now: Now): Promise<string | undefined> {
    const earlier = this.#earlier;
    const left = earlier?.kept === this.#kept ? earlier?.last : undefined;
    if (left === undefined || !isAsLeft(left, now) || (await this.#isOutdated) === true) return undefined;
    this.#made = Promise.resolve(earlier);
    return left.tree;
  }

  #scratch(): Promise<ScratchIndex | undefined> {
    const { cwd, env } = this.#watched;
    this.#made ??= this.#place
      .then((repository) => repository ?? findRepository(cwd, env))
      .then((repository) => repository && new ScratchIndex(repository, env, this.#kept));
    return this.#made;
  }

  /** Git in a place where the objects of both trees are known. */
  async #ask(args: readonly string[]): Promise<Buffer | undefined> {
    const where = await (await this.#scratch())?.open();
    return where && git(args, where);
  }
}

interface Now {
  readonly status: HeadStatus;
  readonly cwd: string;
  readonly ignored: readonly string[];
}

/** Nothing has changed since that look, and the same is left out. */
function isAsLeft(left: Look, { status, ...place }: Now): boolean {
  return left.ignored.join("\0") === place.ignored.join("\0") && onlyOurs(status.unstaged, place);
}

/** A guess before it is known where our own files are. */
function hasWork(status: HeadStatus | undefined): boolean {
  if (status === undefined || status.clean) return false;
  return status.untracked?.every((path) => /^\.(?:prompts-gpt|scripts)\//.test(path)) !== true;
}

/** Nothing differs but our own files: the lock of a sweep is there as long as it lasts. */
function onlyOurs(untracked: readonly string[] | undefined, { cwd, ignored }: Omit<Now, "status">): boolean {
  if (untracked === undefined || untracked.length === 0) return untracked !== undefined;
  const top = findTop(cwd);
  return top !== undefined && untracked.every((path) => ignored.includes(join(top, path)));
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
