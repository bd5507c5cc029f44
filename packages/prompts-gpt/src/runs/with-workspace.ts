import { join } from "node:path";
import { deniedFailure } from "../agent/failure.ts";
import type { Outcome, TreeId } from "../agent/outcome.ts";
import type { RunAgent, Session, Task } from "../agent/task.ts";
import type { TreeWatcher } from "../workspace/tree.ts";
import { writePatch } from "./write-patch.ts";
import { RUN_FILES } from "./run-dir.ts";

/** The bracket round every task: the tree before and after, what changed, and the patch. */
export async function withWorkspace(
  task: Task,
  session: Session,
  { run, tree }: { run: RunAgent; tree: TreeWatcher },
): Promise<Outcome> {
  const first = await tree.take(task.workspace.ignored);
  const told = await run(task, session);
  const trees = await tree.resolve(first, await tree.take(task.workspace.ignored));
  const [before, after] = trees;
  await recordChanges(trees, { task, session, tree });
  const outcome = { ...told, before, after };
  const failure = outcome.failure ?? deniedFailure(outcome, task);
  return failure === undefined ? outcome : { ...outcome, failure };
}

interface Place {
  readonly task: Task;
  readonly session: Session;
  readonly tree: TreeWatcher;
}

async function recordChanges(trees: readonly [TreeId, TreeId], { task, session, tree }: Place): Promise<void> {
  const [before, after] = trees;
  if ((await tree.start) === undefined || (before === after && before !== null)) return;
  const changes = before === null || after === null ? undefined : await tree.changes(before, after);
  if (changes === undefined) {
    await session.emit({ type: "run.warning", message: NOT_COMPARED, fix: "prompts-gpt restore --dry-run" });
    return;
  }
  const patch = join(session.runDir, RUN_FILES.patch);
  const isWritten = await writePatch(patch, session.redactor, (take) => tree.pourPatch(trees, take));
  if (!isWritten) await session.emit({ type: "run.warning", message: NO_PATCH, fix: "df -h ." });
  await session.emit({ type: "workspace.changed", task: task.key, changes });
}

const NOT_COMPARED =
  "git could not write down the working tree (an unreadable file?): what the run changed is not known.";
const NO_PATCH = "git could not write changes.patch (no space left?); meta.json lists the files that changed.";
