import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LockError } from "../../errors.ts";
import { startOf } from "../../process/process-table.ts";
import type { Store } from "./store.ts";

const PATIENCE_MS = 120_000;
const LOOK_MS = 20;

/** One at a time may change a store. Waits for others; a lock whose owner has died is taken over. */
export async function withStoreLock<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const lock = store.at("lock");
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await tryLock(lock))) {
    if (Date.now() > deadline) {
      const message = `Another prompts-gpt has been busy with the snapshots of ${store.root} for two minutes.`;
      throw new LockError(message, "prompts-gpt runs list");
    }
    await sleep(LOOK_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    mkdirSync(lock, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if (!(await isAbandoned(lock))) return false;
    // Two that find it abandoned at once: only one of them makes it anew.
    rmSync(lock, { recursive: true, force: true });
    return false;
  }
  writeFileSync(`${lock}/owner`, `${process.pid} ${(await startOf(process.pid)) ?? ""}`);
  return true;
}

async function isAbandoned(lock: string): Promise<boolean> {
  const owner = readOwner(lock);
  if (owner === undefined) {
    await sleep(LOOK_MS * 5); // just made, perhaps: its owner writes its name next
    return readOwner(lock) === undefined;
  }
  const [pid = "", start = ""] = owner.split(" ");
  return (await startOf(Number(pid))) !== start;
}

function readOwner(lock: string): string | undefined {
  try {
    return readFileSync(`${lock}/owner`, "utf8") || undefined;
  } catch {
    return undefined;
  }
}
