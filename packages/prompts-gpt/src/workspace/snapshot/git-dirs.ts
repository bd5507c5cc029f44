import { lstatSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

/** The nearest folder upwards that git takes for the top of a working tree; undefined outside of one. */
export function findTop(folder: string): string | undefined {
  if (gitDirOf(folder) !== undefined) return folder;
  return dirname(folder) === folder ? undefined : findTop(dirname(folder));
}

export interface GitDir {
  /** Where it really stands. */
  readonly path: string;
  /** `.git` is a link to it. */
  readonly linked: boolean;
}

/** The `.git` of a working tree, or what its `.git` file names; for a linked worktree, what all worktrees share. */
export function gitDirOf(top: string): GitDir | undefined {
  const own = ownGitDir(top);
  if (own === undefined) return undefined;
  const linked = lstatSync(join(top, ".git")).isSymbolicLink();
  return valid(sharedBy(own), linked);
}

/** Where the index and HEAD of this working tree stand. */
export function ownGitDir(top: string): string | undefined {
  const entry = join(top, ".git");
  const stats = lstatSync(entry, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  try {
    if (!stats.isFile()) return stats.isDirectory() || stats.isSymbolicLink() ? realpathSync(entry) : undefined;
    const named = /^gitdir: (.+?)\n?$/.exec(readFileSync(entry, "utf8"))?.[1];
    return named === undefined ? undefined : resolve(top, named);
  } catch {
    return undefined; // a link to nothing
  }
}

/** Of a linked worktree the folder with everybody's refs and objects (gitrepository-layout, `commondir`). */
function sharedBy(gitDir: string): string {
  try {
    const shared = readFileSync(join(gitDir, "commondir"), "utf8").trim();
    return isAbsolute(shared) ? shared : join(gitDir, shared);
  } catch {
    return gitDir;
  }
}

/** Also that git would not wait for ever: what it reads may have become a pipe. */
function valid(path: string, linked: boolean): GitDir | undefined {
  const kind = (name: string) => statAt(join(path, name));
  const reads = ["config", "index", "info/exclude"].every((name) => kind(name)?.isFile() !== false);
  return reads && kind("HEAD")?.isFile() === true && kind("objects")?.isDirectory() === true
    ? { path, linked }
    : undefined;
}

function statAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // nothing that we may enter, or a link in a circle
  }
}

/** Whether git finds a repository without a working tree here: it takes the nearest one upwards, a working tree's or not. */
export function isBareRepository(folder: string): boolean {
  if (gitDirOf(folder) !== undefined) {
    const own = ownGitDir(folder) ?? "";
    // A linked worktree has a tree of its own, whatever its repository has.
    return sharedBy(own) === own && isSetBare(own) === true;
  }
  const has = (name: string) => statAt(join(folder, name)) !== undefined;
  if (!has("HEAD") || !has("objects") || !has("refs"))
    return dirname(folder) !== folder && isBareRepository(dirname(folder));
  return (isSetBare(folder) ?? basename(folder) !== ".git") || findTop(folder) === undefined;
}

/** `core.bare`; undefined where nothing says. */
function isSetBare(gitDir: string): boolean | undefined {
  return bareIn(join(gitDir, "config.worktree")) ?? bareIn(join(gitDir, "config"));
}

function bareIn(file: string): boolean | undefined {
  let [section, bare]: [string, boolean | undefined] = ["", undefined];
  for (const line of statAt(file)?.isFile() === true ? readFileSync(file, "utf8").split("\n") : []) {
    const [, name = section, rest = line] = /^\s*\[([^\]]*)\](.*)$/.exec(line) ?? [];
    section = name.trim().toLowerCase();
    const [found, value = "true"] = /^\s*bare\s*(?:=\s*"?([^\s"#;]*).*)?$/i.exec(rest) ?? [];
    if (section === "core" && found !== undefined) bare = !/^(?:false|no|off|0|)$/i.test(value);
  }
  return bare;
}

/** How a repository names its objects. */
export function hashOf(gitDir: string | undefined): "sha1" | "sha256" {
  if (gitDir === undefined) return "sha1";
  try {
    return /^\s*objectformat\s*=\s*sha256\s*$/im.test(readFileSync(join(gitDir, "config"), "utf8")) ? "sha256" : "sha1";
  } catch {
    return "sha1";
  }
}
