import type { OrchestrateAutoResult } from "./auto/input.ts";
import { resumeAuto } from "./auto/auto.ts";
import type { AutoPlan } from "./auto/plan.ts";
import { resumeBatch } from "./batch/batch.ts";
import type { RunBatchResult } from "./batch/input.ts";
import type { BatchPlan } from "./batch/plan.ts";
import type { GroupPlan } from "./group/plan.ts";
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
  const { plan, group } = await reopenGroup(input);
  const { mode } = plan as AnyPlan; // every mode puts its name into its plan
  const swept = mode === "sweep" ? (plan as SweepPlan) : undefined;
  const judges = agentsOf(plan);
  await preflightOf(group, { judges, commits: swept?.commitEach === true });
  switch (mode) {
    case "sweep":
      return resumeSweep(plan as SweepPlan, group, input);
    case "batch":
      return resumeBatch(plan as BatchPlan, group, input);
    case "parallel":
      return resumeParallel(plan as ParallelPlan, group, input);
    case "pipeline":
      return resumePipeline(plan as PipelinePlan, group, input);
    case "eval":
      return resumeEval(plan as EvalPlan, group, input);
    case "auto":
      return resumeAuto(plan as AutoPlan, group, input);
  }
}

/** Whom it asks beside the group's own agent. */
function agentsOf(plan: GroupPlan): readonly string[] {
  const { mode } = plan as AnyPlan;
  if (mode === "sweep") return (plan as SweepPlan).files.flatMap((file) => file.eval?.provider ?? []);
  if (mode === "pipeline") return (plan as PipelinePlan).steps.map(({ provider }) => provider);
  return mode === "eval" || mode === "auto" ? (plan as EvalPlan | AutoPlan).judges.map(({ provider }) => provider) : [];
}
