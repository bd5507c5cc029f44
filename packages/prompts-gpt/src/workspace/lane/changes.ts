import type { Change, Side } from "./change.ts";
import type { GitIn } from "./git-in.ts";

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
