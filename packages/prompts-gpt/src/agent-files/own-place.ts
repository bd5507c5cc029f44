import { lstat, realpath } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../error-code.ts";
import { realPlace } from "../real-place.ts";

/** What stands at a path of the project: `elsewhere` when the way to it, or itself, is a link. */
export type OwnPlace = "file" | "folder" | "nothing" | "elsewhere" | "other";

/** Looks at `path` (from the root, with `/`) without following a link on the way. */
export async function lookAt(root: string, path: string): Promise<OwnPlace> {
  const wanted = join(await realpath(root), path);
  // A link to itself or to nothing has no real place: it is found where it stands, and told apart below.
  if ((await realPlace(wanted)) !== wanted) return "elsewhere";
  const info = await lstat(wanted).catch(codeOf);
  // ENOTDIR and its like: a file stands where a folder of the path should be.
  if (typeof info !== "object") return info === "ENOENT" ? "nothing" : "other";
  if (info.isSymbolicLink()) return "elsewhere";
  return info.isFile() ? "file" : info.isDirectory() ? "folder" : "other";
}
