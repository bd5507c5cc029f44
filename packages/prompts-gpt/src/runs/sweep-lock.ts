import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { createWhole } from "../create-whole.ts";
import { LockError } from "../errors.ts";
import { type Owner, ownerState, thisProcess } from "../process/owner.ts";
import type { Env } from "../process/spawn.ts";
import { sha256 } from "../sha256.ts";
import { userStateFolder } from "../user-folders.ts";
import { withLock } from "../workspace/snapshot/lock.ts";
import { writeWhole } from "../write-whole.ts";
import { SWEEP_LOCK } from "./sweep-lock-file.ts";

/** What the lock file says of who holds it. Times ISO 8601 UTC. */
export interface SweepHolder {
  readonly pid: number;
  readonly processStart: string;
  readonly host: string;
  readonly sweepId: string;
  readonly startedAt: string;
  readonly heartbeatAt: string;
}

export interface SweepLock extends Pick<SweepHolder, "sweepId" | "startedAt"> {
  /** Absolute. */
  readonly path: string;
  /** From whom it was taken over: one that died, or has not been heard of for too long. */
  readonly takenFrom?: SweepHolder;
  /** Gives it back; more than once does no harm, and it does nothing to the lock of another. */
  release(): void;
}

export interface LockWish {
  /** Of the project. Absolute. */
  readonly root: string;
  readonly sweepId: string;
  readonly env: Env;
  /** Something else than the project's sweeps: its lock file, absolute, and what a sentence calls it. */
  readonly other?: { readonly path: string; readonly what: string };
}

const HEARTBEAT_MS = 10_000;
/** Of a holder on another host nothing else can be known. */
const SILENT_MS = 12 * HEARTBEAT_MS;

/** One sweep at a time in a project. Throws a {@link LockError} that names the holder. */
export async function acquireSweepLock({ root, sweepId, env, other }: LockWish): Promise<SweepLock> {
  const { path, what } = other ?? { path: join(root, SWEEP_LOCK), what: "A sweep of this project" };
  const now = new Date().toISOString();
  const mine: SweepHolder = { ...(await thisProcess()), sweepId, startedAt: now, heartbeatAt: now };
  const takenFrom = await oneAtATime({ root, env }, () => take(path, { mine, what }));
  const timer = setInterval(() => beat(path, mine), HEARTBEAT_MS);
  timer.unref();
  return {
    path,
    sweepId,
    startedAt: now,
    ...(takenFrom === undefined ? {} : { takenFrom }),
    release() {
      clearInterval(timer);
      if (isForMe(path, mine)) rmSync(path, { force: true });
    },
  };
}

/** Does `work` while it is held; told what there is to say when it was taken over. */
export async function withSweepLock<T>(
  wish: LockWish,
  work: (note: { readonly message: string } | undefined) => Promise<T>,
): Promise<T> {
  const lock = await acquireSweepLock(wish);
  try {
    return await work(lock.takenFrom && { message: takenOver(lock.takenFrom) });
  } finally {
    lock.release();
  }
}

interface Claim {
  readonly mine: SweepHolder;
  readonly what: string;
}

async function take(path: string, { mine, what }: Claim): Promise<SweepHolder | undefined> {
  mkdirSync(dirname(path), { recursive: true });
  if (create(path, mine)) return undefined;
  const holder = holderOf(path);
  if (holder !== undefined && (await isHeld(holder))) throw held(holder, { path, what });
  rmSync(path, { force: true });
  if (!create(path, mine)) throw held(holderOf(path) ?? mine, { path, what });
  return holder;
}

/** Nobody finds a lock without a name. */
function create(path: string, holder: SweepHolder): boolean {
  return createWhole(path, textOf(holder), `${path}.${holder.pid}.${randomBytes(4).toString("hex")}.tmp`);
}

function beat(path: string, mine: SweepHolder): void {
  try {
    if (isForMe(path, mine)) writeWhole(path, textOf({ ...mine, heartbeatAt: new Date().toISOString() }));
  } catch {
    // no space, or the folder is gone: the next one tries again
  }
}

function textOf(holder: SweepHolder): string {
  return `${JSON.stringify(holder)}\n`;
}

/** An agent can write it too: what is not a holder is none. */
function holderOf(path: string): SweepHolder | undefined {
  try {
    const value = JSON.parse(readFileSync(path, "utf8")) as Partial<SweepHolder>;
    const texts = [value.processStart, value.host, value.sweepId, value.startedAt, value.heartbeatAt];
    return typeof value.pid === "number" && texts.every((text) => typeof text === "string")
      ? (value as SweepHolder)
      : undefined;
  } catch {
    return undefined;
  }
}

/** It names this one, or nobody: an agent has written or deleted it then, and the sweep goes on all the same. */
function isForMe(path: string, mine: SweepHolder): boolean {
  const holder = holderOf(path);
  if (holder === undefined) return true;
  return holder.sweepId === mine.sweepId && holder.pid === mine.pid && holder.host === mine.host;
}

async function isHeld(holder: SweepHolder): Promise<boolean> {
  const state = await ownerState(holder satisfies Owner);
  return state === "elsewhere" ? Date.now() - Date.parse(holder.heartbeatAt) < SILENT_MS : state === "alive";
}

function held(
  { sweepId, pid, host, startedAt }: SweepHolder,
  { path, what }: { readonly path: string; readonly what: string },
): LockError {
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(startedAt)) / 60_000));
  return new LockError(
    `${what} is going on: ${sweepId}, process ${pid} on ${host}, for ${minutes} min.`,
    `prompts-gpt runs attach ${sweepId}   (or end it: prompts-gpt runs stop ${sweepId}; if that process is no sweep: rm ${path})`,
  );
}

function takenOver({ sweepId, pid, host, heartbeatAt }: SweepHolder): string {
  return `The lock of the sweep ${sweepId} was taken over: its process (${pid} on ${host}) is gone, last heard of ${heartbeatAt}.`;
}

/** Two may find it abandoned at once: the slower one must not take away what the faster one has made since. */
function oneAtATime<T>({ root, env }: Pick<LockWish, "root" | "env">, work: () => Promise<T>): Promise<T> {
  const locks = join(userStateFolder(env), "sweeps");
  mkdirSync(locks, { recursive: true, mode: 0o700 });
  const lock = join(locks, sha256(root).slice(0, 32));
  return withLock({ lock, what: root }, work);
}
