import { acquireSweepLock as acquire, type SweepLock } from "../runs/sweep-lock.ts";
import { newRunId } from "../runs/run-id.ts";
import { openPlace, type Place } from "./place.ts";

/**
 * Holds the lock that a sweep holds, so that none begins meanwhile: `.prompts-gpt/.sweep.lock`. `sweepId` is told to those
 * who come for it. Throws a LockError (exit code 5) that names the holder.
 */
export async function acquireSweepLock(place: Place & { readonly sweepId?: string } = {}): Promise<SweepLock> {
  const { loaded, env } = await openPlace(place);
  return acquire({ root: loaded.root, env, sweepId: place.sweepId ?? newRunId("sweep", new Date()) });
}

/** Gives it back; more than once does no harm. */
export function releaseSweepLock(lock: SweepLock): void {
  lock.release();
}
