import { realpathSync } from "node:fs";
import type { Env } from "../../process/spawn.ts";
import { findSnapshot, storeAbove } from "../../workspace/snapshot/catalogue.ts";
import { applyRestore, isNothingToDo, planRestore } from "../../workspace/snapshot/restore.ts";
import { planWithAll } from "../../workspace/snapshot/restore-hidden.ts";

interface From {
  readonly cwd: string;
  readonly env: Env;
  /** Asked where something would be taken back. Default: it is. */
  readonly mayTake?: () => Promise<boolean>;
}

/**
 * Brings the working tree back to how it was before the first of these members, in the order in which they began, from the snapshot that was taken then.
 * Gives the snapshot of what stood there now; undefined when none of them had come so far as to change anything, "kept" when
 * it was not allowed.
 */
export async function bringBack(
  members: readonly string[],
  { cwd, env, mayTake }: From,
): Promise<{ readonly snapshot: string } | "kept" | undefined> {
  const store = storeAbove(realpathSync(cwd), env);
  if (store === undefined) return undefined;
  const [first] = members.flatMap((runId) => findSnapshot(store, runId) ?? []);
  if (first === undefined) return undefined;
  const plan = await planRestore({ store, target: first, env });
  if (isNothingToDo(plan)) return undefined;
  if (mayTake !== undefined && !(await mayTake())) return "kept";
  await applyRestore(await planWithAll(plan));
  return { snapshot: plan.present.id };
}
