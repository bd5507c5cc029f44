import { realpathSync } from "node:fs";
import type { Env } from "../../process/spawn.ts";
import { findSnapshot, storeAbove } from "../../workspace/snapshot/catalogue.ts";
import { applyRestore, isNothingToDo, planRestore } from "../../workspace/snapshot/restore.ts";
import { planWithAll } from "../../workspace/snapshot/restore-hidden.ts";

/**
 * Brings the working tree back to how it was before the first of these members, from the snapshot that was taken then.
 * Gives the snapshot of what stood there now; undefined when none of them had come so far as to change anything.
 */
export async function bringBack(
  members: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Env },
): Promise<string | undefined> {
  const store = storeAbove(realpathSync(cwd), env);
  if (store === undefined) return undefined;
  const targets = members.flatMap((runId) => findSnapshot(store, runId) ?? []);
  const [first] = targets.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  if (first === undefined) return undefined;
  const plan = await planRestore({ store, target: first, env });
  if (isNothingToDo(plan)) return undefined;
  await applyRestore(await planWithAll(plan));
  return plan.present.id;
}
