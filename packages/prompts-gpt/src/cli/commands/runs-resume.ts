import { resumeRun } from "../../index.ts";
import { batchLines } from "../batch-lines.ts";
import type { Cli, Command } from "../cli.ts";
import { isInteractive } from "../interactive.ts";
import { autoLines } from "../orchestrate/auto-lines.ts";
import { evalLines } from "../orchestrate/eval-lines.ts";
import { parallelLines } from "../orchestrate/parallel-lines.ts";
import { pipelineLines } from "../orchestrate/pipeline-lines.ts";
import { performGroup } from "../perform-group.ts";
import { runPlace } from "../place.ts";
import { sweepLines } from "../sweep-lines.ts";

/** Exits as what it goes on with does. */
export const runsResume: Command = async (call, cli) => {
  // Of the flags of runs it takes those of budgets, limits and trust alone.
  const place = { ...call.input, ...call.group, ...runPlace(call, cli) };
  // A plan that nobody has accepted yet is shown again to whoever can be asked.
  const asking = isInteractive(call, cli) ? await import("../ask/plan.ts") : undefined;
  const ask = asking?.planAsker({ edits: false, isAsked: true }, cli);
  return performGroup(
    { call, cli },
    (listeners, pause) => resumeRun({ ...place, ...listeners, ...ask?.(pause) }),
    (result) => wordsFor(result, cli.human),
  );
};

function wordsFor(result: Awaited<ReturnType<typeof resumeRun>>, screen: Cli["human"]): readonly string[] {
  if ("sweepId" in result) return sweepLines(result, screen);
  if ("batchId" in result) return batchLines(result, screen);
  switch (result.mode) {
    case "parallel":
      return parallelLines(result, screen);
    case "pipeline":
      return pipelineLines(result, screen);
    case "auto":
      return autoLines(result, screen);
    case "eval":
      return evalLines(result, screen);
  }
}
