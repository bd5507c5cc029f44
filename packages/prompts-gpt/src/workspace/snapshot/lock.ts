import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "../../error-code.ts";
import { LockError } from "../../errors.ts";
import { type Owner, ownerState, thisProcess } from "../../process/owner.ts";
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
  while (!(await tryLock(lock))) {
    signal?.throwIfAborted();
    if (Date.now() > deadline) {
      const message = `Another prompts-gpt has been busy with ${what} for two minutes.`;
      throw new LockError(message, fix);
    }
    await sleep(LOOK_MS);
  }
  try {
    return await work();
  } finally {
    release(lock);
  }
}

/** One by one: what removes a whole tree, Node 20 loads first, and that takes a millisecond. */
function release(lock: string): void {
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

async function tryLock(lock: string): Promise<boolean> {
  if (!make(lock)) {
    if (await isAbandoned(lock)) await takeAway(lock);
    return false;
  }
  writeFileSync(ownerFile(lock), JSON.stringify(await thisProcess()));
  return true;
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
    return JSON.parse(readFileSync(ownerFile(lock), "utf8")) as Owner; // written above
  } catch {
    return undefined; // not yet, or not any more
  }
}

function ageOf(folder: string): number {
  return Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
