import { lookAt } from "./own-place.ts";
import { type Target, TARGETS } from "./targets.ts";

/**
 * The targets that the repository at `root` uses: their file or folder is there, and is no link. `CLAUDE.md -> AGENTS.md`
 * is one file, and `AGENTS.md` is the one that is written. Reads no content, changes nothing.
 */
export async function detectTargets(root: string): Promise<Target[]> {
  const used = await Promise.all(TARGETS.map(async (target) => await isUsed(root, target)));
  return TARGETS.filter((_target, index) => used[index]);
}

async function isUsed(root: string, { detect }: Target): Promise<boolean> {
  for (const path of detect) {
    const wanted = path.endsWith("/") ? "folder" : "file";
    if ((await lookAt(root, path.replace(/\/$/, ""))) === wanted) return true;
  }
  return false;
}
