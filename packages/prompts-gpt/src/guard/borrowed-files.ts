import { basename, dirname } from "node:path";
import { withoutGit } from "../process/without-git.ts";
import { ask, askForPlaces, type Asking, folderOf } from "./ask.ts";
import { isProtected, real } from "./protected.ts";
import type { Need } from "./verdict.ts";

/** Files that a call works on although they belong to another repository than the one it means. */
export interface Borrowed {
  readonly isProtected: boolean;
  /** How to ask the repository that they belong to; undefined when that cannot tell. */
  readonly owner: Asking | undefined;
}

/** Undefined when the files are the repository's own, or nobody's. */
export async function borrowedFiles(asking: Asking): Promise<Borrowed | undefined> {
  const [gitDir, top] = await askForPlaces(asking, ["rev-parse", "--absolute-git-dir", "--show-toplevel"]);
  if (top === undefined) return undefined;
  const there = { ...asking, env: withoutGit(asking.env), where: ["-C", top] };
  const lines = await askForPlaces(there, ["rev-parse", "--absolute-git-dir", "--git-common-dir", "--show-toplevel"]);
  const [own, commonDir = "", ownTop] = lines;
  if (own === gitDir) return undefined;
  const places = workspacesOf(asking).filter((place) => isInside(place, top));
  if (places.some((place) => place !== top || own === undefined)) return { isProtected: true, owner: undefined };
  if (own === undefined) return undefined;
  const judged = isProtected(asking.rules, { cwd: top, lines: [commonDir], isStore: false });
  const owner = ["-C", folderIn(top, asking), `--git-dir=${own}`, `--work-tree=${ownTop}`, ...pathspecsIn(asking)];
  return { isProtected: judged, owner: ownTop === undefined ? undefined : { ...there, where: owner } };
}

/** Everything that is there and not committed would be lost: the call's repository may hold files of any name. */
export async function changesIn({ owner }: Borrowed, { args }: Need): Promise<readonly string[]> {
  if (owner === undefined) return ["MM ."];
  const lines = await ask(owner, args);
  return lines.filter((line) => !/^( D|D )/.test(line)).map((line) => `MM${line.slice(2)}`);
}

/** Paths are meant from where the call is; from outside of its files, from their top. */
function folderIn(top: string, asking: Asking): string {
  const folder = real(folderOf(asking));
  return isInside(folder, top) ? folder : top;
}

function pathspecsIn({ where }: Asking): readonly string[] {
  return where.filter((word) => word.endsWith("-pathspecs"));
}

function workspacesOf({ rules }: Asking): readonly string[] {
  return (rules?.gitDirs ?? []).filter((gitDir) => basename(gitDir) === ".git").map((gitDir) => dirname(gitDir));
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);
}
