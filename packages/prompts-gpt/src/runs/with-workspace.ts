import { join } from "node:path";
import { deniedFailure } from "../agent/failure.ts";
import type { Outcome } from "../agent/outcome.ts";
import type { RunAgent, Session, Task } from "../agent/task.ts";
import type { TreeWatcher } from "../workspace/tree.ts";
import { writeAtomic } from "./atomic.ts";
import { RUN_FILES } from "./run-dir.ts";

/** The bracket round every task: the tree before and after, what changed, and the patch. */
export async function withWorkspace(
  task: Task,
  session: Session,
  { run, tree }: { run: RunAgent; tree: TreeWatcher },
): Promise<Outcome> {
  const before = await tree.take(task.workspace.ignored);
  const told = await run(task, session);
  const after = await tree.take(task.workspace.ignored);
  const outcome = { ...told, before, after };
  if ((await tree.start) !== undefined && (before === null || after === null)) {
    const message =
      "git could not write down the working tree (an unreadable file?): what the run changed is not compared.";
    await session.emit({ type: "run.warning", message, fix: "git status" });
  } else if (before !== after) {
    const [changes, patch] = await Promise.all([tree.changes(before, after), tree.patch(before, after)]);
    if (patch.length > 0) await writeAtomic(join(session.runDir, RUN_FILES.patch), patch); // an empty commit changes no file
    await session.emit({ type: "workspace.changed", task: task.key, changes });
  }
  const failure = outcome.failure ?? deniedFailure(outcome, task);
  return failure === undefined ? outcome : { ...outcome, failure };
}
