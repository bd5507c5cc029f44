import { statSync } from "node:fs";
import { dirname } from "node:path";

/** The folder itself, or the next one above it that is there. */
export function nearestFolder(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder || dirname(path) === path ? path : nearestFolder(dirname(path));
}
