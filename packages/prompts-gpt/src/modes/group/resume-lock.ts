import { join } from "node:path";
import { withSweepLock } from "../../runs/sweep-lock.ts";
import type { OpenGroup } from "./open.ts";
import type { GroupPlan } from "./plan.ts";

/** Two processes do not go on with the same group at once: the second is told so with a LockError. */
export function withResumeLock<T>(
  { runId, runDir }: GroupPlan,
  { loaded, env }: OpenGroup,
  work: () => Promise<T>,
): Promise<T> {
  const other = { path: join(runDir, "resume.lock"), what: "It" };
  return withSweepLock({ root: loaded.root, sweepId: runId, env, other }, work);
}
