import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "../../error-code.ts";
import { LockError } from "../../errors.ts";
import { type Owner, ownerState, thisProcess } from "../../process/owner.ts";
import { shellWord } from "../../shell-word.ts";
import type { Store } from "./store.ts";

const PATIENCE_MS = 120_000;
const LOOK_MS = 20;
/** Its owner writes its name next; and nobody takes longer to take a lock over. */
const JUST_MADE_MS = 2000;

/** One at a time may change a store. */
export function withStoreLock<T>(store: Store, work: () => Promise<T>): Promise<T> {
  return withLock({ lock: store.at("lock"), what: `the snapshots of ${store.root}` }, work);
}

/**
 * One at a time does its work. Waits for others, unless `signal` gives that up; a lock whose owner has died is taken over.
 * Its folder has to be there.
 */
export async function withLock<T>(
  {
    lock,
    what,
    fix = "prompts-gpt runs list",
    signal,
  }: {
    readonly lock: string;
    readonly what: string;
    readonly fix?: string;
    readonly signal?: AbortSignal | undefined;
  },
  work: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  const own = JSON.stringify(await thisProcess());
  while (!(await tryLock(lock, own))) {
    signal?.throwIfAborted();
    if (Date.now() > deadline) throw stillLocked({ lock, what, fix });
    await sleep(LOOK_MS);
  }
  try {
    return await work();
  } finally {
    release(lock, own);
  }
}

function stillLocked({ lock, what, fix }: { readonly lock: string; readonly what: string; readonly fix: string }) {
  const { pid, host } = ownerOf(lock) ?? {};
  const message = `Another prompts-gpt has been busy with ${what} for two minutes`;
  if (host === undefined || host === hostname()) return new LockError(`${message}.`, fix);
  // Nobody here can tell whether it lives: it may have been a container.
  return new LockError(`${message}: process ${pid} on ${host}.`, `When it is no more: rm -r ${shellWord(lock)}`);
}

/** One by one: what removes a whole tree, Node 20 loads first, and that takes a millisecond. Somebody else's by now is left. */
function release(lock: string, own: string): void {
  if (textOf(ownerFile(lock)) !== own) return;
  rmSync(ownerFile(lock), { force: true });
  try {
    rmdirSync(lock);
  } catch {
    // Who was stopped for long in between has lost it to the next owner.
    if (ownerOf(lock) === undefined) rmSync(lock, { recursive: true, force: true });
  }
}

function ownerFile(lock: string): string {
  return `${lock}/owner`;
}

async function tryLock(lock: string, own: string): Promise<boolean> {
  if (!make(lock)) {
    if (await isAbandoned(lock)) await takeAway(lock);
    return false;
  }
  try {
    writeFileSync(ownerFile(lock), own, { flag: "wx" });
    return true;
  } catch (error) {
    // Who was stopped for long in between has lost it to the next owner.
    if (codeOf(error) === "EEXIST" || codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

function make(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Two may find it abandoned at once: the slower one must not take away what the faster one has made since. */
async function takeAway(lock: string): Promise<void> {
  const alone = `${lock}.taking`;
  if (!make(alone)) {
    if (ageOf(alone) > JUST_MADE_MS) rmSync(alone, { recursive: true, force: true }); // its maker was killed
    return;
  }
  try {
    if (await isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
  } finally {
    rmdirSync(alone);
  }
}

/** Of one on another host it cannot be told, and it is waited for. */
async function isAbandoned(lock: string): Promise<boolean> {
  const owner = ownerOf(lock);
  return owner === undefined ? ageOf(lock) > JUST_MADE_MS : (await ownerState(owner)) === "gone";
}

function ownerOf(lock: string): Owner | undefined {
  try {
    return JSON.parse(textOf(ownerFile(lock)) ?? "") as Owner; // written above
  } catch {
    return undefined; // not yet, or not any more
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function ageOf(folder: string): number {
  return Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
