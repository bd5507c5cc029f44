import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ask, askForPlaces, type Asking, folderOf } from "./ask.ts";
import { borrowedFiles, changesIn } from "./borrowed-files.ts";
import { namesPlace } from "./named-places.ts";
import { isOurs, originalIn } from "./hooks-original.ts";
import { BORROWED_FILES, configNeed, isAboutChanges, PROTECTED, PROTECTED_FILES, STASHED_BEFORE } from "./needs.ts";
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
  if (judged === undefined) return asTheUserSetIt(need, await ask(asking, need.args));
  return judged ? ["yes"] : [];
}

/** While a run lasts, git's hooks are ours: what was set before is what the user has set. */
function asTheUserSetIt({ id }: Need, lines: readonly string[]): readonly string[] {
  const [folder = ""] = lines;
  if (id !== HOOKS_PATH.id || !isOurs(folder)) return lines;
  const { hooksPath } = originalIn(folder) ?? {};
  return hooksPath === undefined || hooksPath === null ? [] : [hooksPath];
}

const HOOKS_PATH = configNeed("core.hookspath");

/** Some are ours to judge: whether what git names was there before the run. Undefined for all others. */
async function judge(need: Need, asking: Asking): Promise<boolean | undefined> {
  const { id } = need;
  if (id === PROTECTED.id) return isProtectedRepository(need, asking);
  if (id === BORROWED_FILES.id) return (await borrowedFiles(asking))?.isProtected ?? false;
  if (id === PROTECTED_FILES.id)
    return (await borrowedFiles(asking))?.isProtected === true || isProtectedRepository(need, asking);
  if (id.startsWith(STASHED_BEFORE)) {
    const [seconds = "0"] = await ask(asking, need.args);
    return Number(seconds) <= Math.floor((asking.rules?.startedAt ?? Infinity) / 1000); // git counts in seconds
  }
  if (id.startsWith("began-before:")) {
    const paths = await ask(asking, need.args);
    return paths.some((path) => isOlder(resolve(folderOf(asking), path), asking.rules?.startedAt ?? Infinity));
  }
  return id.startsWith(REMOTE) ? isProtectedRemote(need, asking) : undefined;
}

async function isProtectedRepository({ args }: Need, asking: Asking): Promise<boolean> {
  const lines = await askForPlaces(asking, args);
  const isNamed = namesPlace(asking, "--git-dir") && namesPlace(asking, "--work-tree");
  return isProtected(asking.rules, { cwd: folderOf(asking), lines, isStore: isNamed && !isUsual(lines, asking) });
}

/** A `.git` in its own working tree is no store, however it is named. */
function isUsual([gitDir = "", top]: readonly string[], asking: Asking): boolean {
  return top !== undefined && real(resolve(folderOf(asking), gitDir)) === real(join(top, ".git"));
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
