import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../../../process/spawn.ts";
import { copyIndex } from "../../copy-index.ts";
import { type BytePath, bytePath } from "../../snapshot/byte-path.ts";
import { hasRealParents, kindOf, statOf } from "../../snapshot/stat.ts";
import type { Side } from "../change.ts";
import { sideOf } from "../changes.ts";
import { type GitIn, gitIn, nulEnded, nulSplit } from "../git-in.ts";

export interface ScratchPlace {
  /** Of the user's working tree, and where its index stands. */
  readonly top: string;
  readonly gitDir: string;
  readonly env: Env;
  /** Objects that the repository has not. */
  readonly objects: string;
  /** A folder that is gone afterwards. */
  readonly scratch: string;
}

/** Git in the user's working tree with an index and a place for objects of our own: it leaves no trace in the repository. */
export async function scratchGit({ top, gitDir, env, objects, scratch }: ScratchPlace): Promise<GitIn> {
  const user = gitIn(top, env);
  const shared = await user.say(["rev-parse", "--path-format=absolute", "--git-path", "objects"]);
  const [index, own] = [join(scratch, "index"), join(scratch, "objects")];
  mkdirSync(own, { recursive: true });
  await copyIndex(join(gitDir, "index"), index);
  return user.with({
    GIT_DIR: gitDir,
    GIT_WORK_TREE: top,
    GIT_INDEX_FILE: index,
    GIT_OBJECT_DIRECTORY: own,
    // A quoted entry may hold ":" (gitrepository-layout, GIT_ALTERNATE_OBJECT_DIRECTORIES).
    GIT_ALTERNATE_OBJECT_DIRECTORIES: [shared, objects].map((folder) => JSON.stringify(folder)).join(":"),
  });
}

/** What stands at these paths, as git would commit it; a path that is missing here has nothing. */
export async function presentSides(paths: readonly BytePath[], { top, git }: { top: string; git: GitIn }) {
  const root = bytePath(top);
  const kindAt = (path: BytePath) => {
    const stats = hasRealParents(root, path) ? statOf(root, path) : undefined;
    return stats && kindOf(stats);
  };
  const kinds = new Map(paths.map((path) => [path, kindAt(path)]));
  const there = paths.filter((path) => ["file", "link"].includes(kinds.get(path) ?? ""));
  const sides = new Map<BytePath, Side>();
  for (const mark of ["--no-assume-unchanged", "--no-skip-worktree"])
    await git.ask(["update-index", mark, "-z", "--stdin"], nulEnded(await knownAmong(there, git)));
  await git.bytes(["update-index", "--add", "--replace", "-z", "--stdin"], nulEnded(there));
  for (const row of nulSplit(await git.bytes(["ls-files", "--stage", "-z"]))) {
    const [, mode = "", object = "", path = ""] = /^(\d+) ([0-9a-f]+) \d\t(.*)$/s.exec(row) ?? [];
    const kind = kinds.get(path);
    // A folder is nothing that git would commit, but for that of a submodule.
    const side = kind === "file" || kind === "link" || (kind === "folder" && mode === "160000");
    const found = side ? sideOf(mode, object) : null;
    if (found !== null) sides.set(path, found);
  }
  return sides;
}

async function knownAmong(paths: readonly BytePath[], git: GitIn): Promise<BytePath[]> {
  const known = new Set(nulSplit(await git.bytes(["ls-files", "-z"])));
  return paths.filter((path) => known.has(path));
}
