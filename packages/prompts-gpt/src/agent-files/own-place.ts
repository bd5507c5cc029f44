import { lstatSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "../error-code.ts";
import { realPlaceNow } from "../real-place.ts";

/** What stands at a path of the project: `elsewhere` when the way to it, or itself, is a link. */
export type OwnPlace = "file" | "folder" | "nothing" | "elsewhere" | "other";

/** Looks at `path` (from the root, with `/`) without following a link on the way. */
export function lookAt(root: string, path: string): OwnPlace {
  const wanted = join(realpathSync.native(root), path);
  // A link to itself or to nothing has no real place: it is found where it stands, and told apart below.
  if (realPlaceNow(wanted) !== wanted) return "elsewhere";
  try {
    const info = lstatSync(wanted);
    if (info.isSymbolicLink()) return "elsewhere";
    return info.isFile() ? "file" : info.isDirectory() ? "folder" : "other";
  } catch (error) {
    // ENOTDIR and its like: a file stands where a folder of the path should be.
    return codeOf(error) === "ENOENT" ? "nothing" : "other";
  }
}
