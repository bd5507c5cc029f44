import type { OrchestrateAutoResult } from "./auto/input.ts";
import { resumeAuto } from "./auto/auto.ts";
import type { AutoPlan } from "./auto/plan.ts";
import { resumeBatch } from "./batch/batch.ts";
import type { RunBatchResult } from "./batch/input.ts";
import type { BatchPlan } from "./batch/plan.ts";
import { preflightOf } from "./group/preflight-of.ts";
import { reopenGroup } from "./group/reopen.ts";
import type { OrchestrateParallelResult } from "./parallel/input.ts";
import { resumeParallel } from "./parallel/parallel.ts";
import type { ParallelPlan } from "./parallel/parallel-plan.ts";
import type { ResumeInput } from "./group/resume-input.ts";
import type { OrchestrateEvalResult } from "./judged/input.ts";
import { resumeEval } from "./judged/judged.ts";
import type { EvalPlan } from "./judged/plan.ts";
import type { PipelineResult } from "./pipeline/input.ts";
import { resumePipeline } from "./pipeline/pipeline.ts";
import type { PipelinePlan } from "./pipeline/plan.ts";
import type { SweepResult } from "./sweep/input.ts";
import type { SweepPlan } from "./sweep/plan.ts";
import { resumeSweep } from "./sweep/sweep.ts";

type AnyPlan = SweepPlan | BatchPlan | ParallelPlan | PipelinePlan | EvalPlan | AutoPlan;

export type ResumedResult =
  | SweepResult
  | RunBatchResult
  | OrchestrateParallelResult
  | PipelineResult
  | OrchestrateEvalResult
  | OrchestrateAutoResult;

/**
 * Goes on with a sweep, a batch or an orchestration whose process was killed, or that was stopped or failed: ends what is still alive of it,
 * brings the working tree back to where the last finished member left it (what stood there is kept as a snapshot), and does
 * what is missing. Finished members are not done again, and their usage stays in the sums. Throws a ConfigError when there
 * is nothing to resume, a LockError while it is still going on.
 */
export async function resumeRun(input: ResumeInput): Promise<ResumedResult> {
  const { plan: read, group } = await reopenGroup(input);
  const plan = read as AnyPlan; // every mode puts its name into its plan
  await preflightOf(group, { judges: agentsOf(plan), commits: plan.mode === "sweep" && plan.commitEach });
  switch (plan.mode) {
    case "sweep":
      return resumeSweep(plan, group, input);
    case "batch":
      return resumeBatch(plan, group, input);
    case "parallel":
      return resumeParallel(plan, group, input);
    case "pipeline":
      return resumePipeline(plan, group, input);
    case "eval":
      return resumeEval(plan, group, input);
    case "auto":
      return resumeAuto(plan, group, input);
  }
}

/** Whom it asks beside the group's own agent. */
function agentsOf(plan: AnyPlan): readonly string[] {
  switch (plan.mode) {
    case "sweep":
      return plan.files.flatMap((file) => file.eval?.provider ?? []);
    case "pipeline":
      return plan.steps.map(({ provider }) => provider);
    case "eval":
    case "auto":
      return plan.judges.map(({ provider }) => provider);
    default:
      return [];
  }
}
