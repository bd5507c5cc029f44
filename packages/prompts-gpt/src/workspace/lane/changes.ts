import type { BytePath } from "../snapshot/byte-path.ts";
import type { GitIn } from "./git-in.ts";

/** What stands at a path in a commit. */
export interface Side {
  /** `120000`: a symbolic link; `160000`: a repository of its own. */
  readonly mode: "100644" | "100755" | "120000" | "160000";
  readonly object: string;
}

/** A path that is not what it was. A file that was moved is two of them. */
export interface Change {
  readonly path: BytePath;
  readonly before: Side | null;
  readonly after: Side | null;
  /** Permission bits in the lane. */
  readonly permissions?: number;
  /** The bytes in the lane are not those of `after.object`, which git has converted: they are kept in a file of this name. */
  readonly raw?: string;
}

export async function changesBetween([before, after]: readonly [string, string], git: GitIn): Promise<Change[]> {
  const raw = await git.bytes(["diff-tree", "-r", "-z", "--no-renames", "--no-abbrev", "--raw", before, after]);
  const rows = raw.toString("latin1").matchAll(/:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) [A-Z]\0([^\0]+)\0/g);
  return [...rows].map(([, mode = "", mode2 = "", object = "", object2 = "", path = ""]) => ({
    path,
    before: sideOf(mode, object),
    after: sideOf(mode2, object2),
  }));
}

export function sideOf(mode: string, object: string): Side | null {
  switch (mode) {
    case "100644":
    case "100755":
    case "120000":
    case "160000":
      return { mode, object };
    default:
      return null; // 000000: not there
  }
}

/** A file with bytes that can be merged. */
export function isFile(side: Side | null): side is Side {
  return side?.mode === "100644" || side?.mode === "100755";
}

export function isSame(one: Side | null, other: Side | null): boolean {
  return one?.mode === other?.mode && one?.object === other?.object;
}
