import { lookAt } from "./own-place.ts";
import { type Target, TARGETS } from "./targets.ts";

/**
 * The targets that the repository at `root` uses: their file or folder is there, and is no link. `CLAUDE.md -> AGENTS.md`
 * is one file, and `AGENTS.md` is the one that is written. Reads no content, changes nothing.
 */
export function detectTargets(root: string): Target[] {
  return TARGETS.filter((target) => isUsed(root, target));
}

function isUsed(root: string, { detect }: Target): boolean {
  return detect.some((path) => lookAt(root, path.replace(/\/$/, "")) === (path.endsWith("/") ? "folder" : "file"));
}
