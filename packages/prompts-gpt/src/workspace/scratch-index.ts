import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { TreeId } from "../agent/outcome.ts";
import type { Env } from "../process/spawn.ts";
import { copyIndex } from "./copy-index.ts";
import { git, gitEnv, ignoredAmong, type Repository } from "./git.ts";

/** Of the folders in the system's temporary one; a run that is killed leaves one behind. */
export const SCRATCH_PREFIX = "prompts-gpt-tree-";

/** Where git has to be called to work with it. */
interface Where {
  readonly cwd: string;
  readonly env: Env;
}

/** What a look at the working tree has found, and what it left out. */
export interface Look {
  readonly tree: string;
  readonly ignored: readonly string[];
}

/** A copy of the index and an object folder of its own, made when first needed. */
export class ScratchIndex {
  readonly #repository: Repository;
  readonly #env: Env;
  /** The folder that new objects go to, for good; undefined: to one that is gone at the end. */
  readonly kept: string | undefined;
  #folder: string | undefined;
  #made: Promise<Where> | undefined;
  #left: readonly string[] | undefined;
  #last: Look | undefined;

  constructor(repository: Repository, env: Env, kept: string | undefined) {
    this.#repository = repository;
    this.#env = env;
    this.kept = kept;
  }

  /** What it holds; undefined before it was written, and when that failed. */
  get last(): Look | undefined {
    return this.#last;
  }

  /** The copy; undefined before there is one. */
  get index(): string | undefined {
    return this.#folder && join(this.#folder, "index");
  }

  open(): Promise<Where> {
    return (this.#made ??= this.#make());
  }

  /** Takes in the working tree as it is now; null when git could not. */
  async write(ignored: readonly string[]): Promise<TreeId> {
    this.#last = undefined;
    const where = await this.open();
    const guess = this.#left;
    const asked = excluded(ignored, this.#repository.top, this.#env);
    // What is left out is most likely as it was: git is asked for it and for the tree at once.
    const guessed = guess && (await treeOf(where, guess));
    const left = (this.#left = await asked);
    const isRight = guessed !== undefined && guess?.join("\0") === left.join("\0");
    if (guess !== undefined && !isRight) await copyIndex(this.#repository.index, String(this.index));
    const tree = isRight ? guessed : await treeOf(where, left);
    this.#last = tree === undefined ? undefined : { tree, ignored };
    return tree ?? null;
  }

  /** Something that has become ignored since it was taken in: a copy of the repository's own index would not have it. */
  async holdsIgnored(): Promise<boolean> {
    const found = await git(["ls-files", "--cached", "--ignored", "--exclude-standard", "-z"], await this.open());
    return found?.length !== 0;
  }

  async close(): Promise<void> {
    await this.#made?.catch(() => {}); // whoever opened it has the error
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #make(): Promise<Where> {
    const { top, index, objects } = this.#repository;
    const folder = (this.#folder = await mkdtemp(join(tmpdir(), SCRATCH_PREFIX)));
    await mkdir(join(folder, "objects")); // git takes a folder without it for no repository at all
    await copyIndex(index, join(folder, "index"));
    return {
      cwd: top,
      env: gitEnv(this.#env, {
        GIT_INDEX_FILE: join(folder, "index"),
        GIT_OBJECT_DIRECTORY: this.kept ?? join(folder, "objects"),
        // A quoted entry may hold ":" (gitrepository-layout, GIT_ALTERNATE_OBJECT_DIRECTORIES).
        GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(objects),
      }),
    };
  }
}

/**
 * Undefined when git could not write it down: an unreadable file stops `add` in the middle, and what is then in the index is
 * no tree of anything.
 */
async function treeOf(where: Where, left: readonly string[]): Promise<string | undefined> {
  if ((await git(["add", "--all", "--", ":(top)", ...left], where)) === undefined) return undefined;
  return (await git(["write-tree"], where))?.toString("utf8").trim();
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
