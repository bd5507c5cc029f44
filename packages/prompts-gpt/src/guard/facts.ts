import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ask, askForPlaces, type Asking, folderOf } from "./ask.ts";
import { borrowedFiles, changesIn } from "./borrowed-files.ts";
import { namesPlace } from "./named-places.ts";
import { BORROWED_FILES, isAboutChanges, PROTECTED, PROTECTED_FILES } from "./needs.ts";
import { isProtected, real } from "./protected.ts";
import type { Facts, Need } from "./verdict.ts";

const REMOTE = "protected-remote:";

/** Asks git, all at once: answers are lines, none when it refuses. */
export async function factsFor(needs: readonly Need[], asking: Asking): Promise<Facts> {
  const answered = await Promise.all(needs.map(async (need) => [need.id, await factFor(need, asking)] as const));
  return Object.fromEntries(answered);
}

async function factFor(need: Need, asking: Asking): Promise<readonly string[]> {
  if (isAboutChanges(need)) {
    const borrowed = await borrowedFiles(asking);
    return borrowed ? changesIn(borrowed, need) : ask(asking, need.args);
  }
  const judged = await judge(need, asking);
  if (judged === undefined) return ask(asking, need.args);
  return judged ? ["yes"] : [];
}

/** Some are ours to judge: whether what git names was there before the run. Undefined for all others. */
async function judge(need: Need, asking: Asking): Promise<boolean | undefined> {
  const { id } = need;
  if (id === PROTECTED.id) return isProtectedRepository(need, asking);
  if (id === BORROWED_FILES.id) return (await borrowedFiles(asking))?.isProtected ?? false;
  if (id === PROTECTED_FILES.id)
    return (await borrowedFiles(asking))?.isProtected === true || isProtectedRepository(need, asking);
  if (id.startsWith("began-before:")) {
    const paths = await ask(asking, need.args);
    return paths.some((path) => isOlder(resolve(folderOf(asking), path), asking.rules?.startedAt ?? Infinity));
  }
  return id.startsWith(REMOTE) ? isProtectedRemote(need, asking) : undefined;
}

async function isProtectedRepository({ args }: Need, asking: Asking): Promise<boolean> {
  const isStore = namesPlace(asking, "--git-dir") && namesPlace(asking, "--work-tree");
  const lines = await askForPlaces(asking, args);
  return isProtected(asking.rules, { cwd: folderOf(asking), lines, isStore });
}

async function isProtectedRemote({ id, args }: Need, asking: Asking): Promise<boolean> {
  const [url = id.slice(REMOTE.length)] = await ask(asking, args);
  // Whatever is not a folder of this machine is somebody else's work.
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) && !url.startsWith("file:")) return true;
  const path = gitDirAt(real(resolve(folderOf(asking), url.replace(/^file:\/\//, ""))));
  return isProtected(asking.rules, { cwd: asking.cwd, lines: [path], isStore: false });
}

function isOlder(path: string, than: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.birthtimeMs < than;
}

/** A remote may be named by its working tree. */
function gitDirAt(path: string): string {
  return existsSync(join(path, ".git")) ? join(path, ".git") : path;
}
