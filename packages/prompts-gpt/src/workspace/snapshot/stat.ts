import { constants, lstatSync, type Stats } from "node:fs";
import { type BytePath, onDisk, parentOf } from "./byte-path.ts";

/**
 * What a snapshot asks of an entry; as `Stats` has it. Of its times only that of the last change of any kind (ctime): nobody
 * can set it, and to write into a file, to give it another owner, mode or time sets it.
 */
export type EntryStats = Pick<Stats, "mode" | "size" | "ctimeMs" | "ino">;

export type Kind = "folder" | "link" | "file" | "special";

export function kindOf({ mode }: Pick<EntryStats, "mode">): Kind {
  switch (mode & constants.S_IFMT) {
    case constants.S_IFDIR:
      return "folder";
    case constants.S_IFLNK:
      return "link";
    case constants.S_IFREG:
      return "file";
    default:
      return "special";
  }
}

const MISSING_IS_FINE = { throwIfNoEntry: false } as const; // made once: this is asked 50,000 times

export function statOf(root: BytePath, path: BytePath): Stats | undefined {
  try {
    return lstatSync(onDisk(join(root, path)), MISSING_IS_FINE);
  } catch {
    return undefined; // a parent is no folder any more, or may not be entered
  }
}

export function join(root: BytePath, path: BytePath): BytePath {
  return path === "" ? root : `${root}/${path}`;
}

/** Whether every folder above it is a folder: through a link we would write somewhere else. */
export function hasRealParents(root: BytePath, path: BytePath): boolean {
  for (let up = parentOf(path); up !== ""; up = parentOf(up)) {
    const stats = statOf(root, up);
    if (stats !== undefined && !stats.isDirectory()) return false;
  }
  return true;
}
