import { chmodSync, readdirSync } from "node:fs";
import { isAbsolute } from "node:path";
import { type BytePath, bytePath, joinBytes, onDisk } from "./byte-path.ts";
import { planRestore, type RestorePlan } from "./restore.ts";
import { join, statOf } from "./stat.ts";

/**
 * The same with nothing hidden: what its owner may not read now was in no snapshot of the present state, so it is made
 * readable first and looked at once more.
 */
export async function planWithAll(plan: RestorePlan): Promise<RestorePlan> {
  const root = bytePath(plan.request.target.root);
  let made = plan;
  for (let last = ""; ;) {
    const hidden = unreadableIn(made).map((path) => (isAbsolute(path) ? path : join(root, path)));
    const changed = [...hidden, ...lockedObjects(made)].filter((path) => makeReadable(path));
    if (changed.length === 0 || changed.join("\n") === last) return made;
    last = changed.join("\n");
    made = await planRestore(plan.request);
  }
}

function unreadableIn({ present }: RestorePlan): BytePath[] {
  return present.omitted.filter(({ why }) => why === "unreadable").map(({ path }) => path);
}

/** Folders of objects have no place in a snapshot: what keeps their owner out of them is not seen there. */
function lockedObjects({ gitDirs }: RestorePlan): BytePath[] {
  const folders = gitDirs.flatMap(({ part, root }) => part.objects.map(({ of }) => join(join(root, of), "objects")));
  return folders.flatMap((folder) => [folder, ...foldersIn(folder)]).filter((path) => isLocked(path));
}

function foldersIn(folder: BytePath): BytePath[] {
  try {
    const entries = readdirSync(onDisk(folder), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => joinBytes(folder, name));
  } catch {
    return [];
  }
}

function isLocked(path: BytePath): boolean {
  const stats = statOf(path, "");
  return stats?.isDirectory() === true && (stats.mode & 0o700) !== 0o700;
}

/** Whether it changed anything. */
function makeReadable(path: BytePath): boolean {
  const stats = statOf(path, "");
  if (stats === undefined || stats.isSymbolicLink()) return false;
  const mode = stats.mode & 0o7777;
  const wanted = mode | (stats.isDirectory() ? 0o700 : 0o600);
  try {
    if (wanted !== mode) chmodSync(onDisk(path), wanted);
    return wanted !== mode;
  } catch {
    return false; // another user's: it stays unread, and untouched
  }
}
