import type { RunState } from "../../runs/fold.ts";
import { groupOf } from "../../runs/group-record.ts";
import type { GroupStep } from "../../runs/group-step.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import type { FinishedRun } from "../../runs/with-run.ts";
import { type GroupEnd, groupEnd, groupNotBegun } from "../group/group-end.ts";
import { evalScoreOf } from "../judged/score.ts";
import type { PipelineResult } from "../pipeline/input.ts";
import type { PlannedStep } from "../pipeline/planned-step.ts";
import { laneOf, stepsOf } from "../pipeline/record.ts";
import type { GeneratedStep, OrchestrateAutoResult } from "./input.ts";
import type { AutoPlan, PlannedAuto } from "./plan.ts";
import { PLAN_FILE } from "./settle-plan.ts";

export type PlanStep = Extract<GroupStep, { kind: "plan" }>;

/** What is told of the steps of a plan. */
export function generatedSteps(steps: readonly PlannedStep[]): GeneratedStep[] {
  return steps.map(({ id, access, needs }) => ({ name: id, access, needs }));
}

/** `orchestrate-summary.json`, from the journal alone. */
export function autoViews(state: RunState): Readonly<Record<string, unknown>> {
  const { id, parts: _parts, ...whole } = groupOf(state);
  const { pipelineResult, ...told } = toldOf(state);
  const { steps = [], laneId = null, applied = null } = pipelineResult ?? {};
  return { [RUN_FILES.orchestrated]: { runId: id, mode: "auto", ...whole, ...told, laneId, applied, steps } };
}

export function autoResult(finished: FinishedRun): OrchestrateAutoResult {
  const end = groupEnd(finished);
  const { pipelineResult, ...told } = toldOf(finished.state);
  return { ...end, mode: "auto", ...told, pipelineResult: pipelineResult && { ...end, ...pipelineResult } };
}

/** Of a plan that nothing is done for. */
export function autoNotBegun(planned: PlannedAuto): OrchestrateAutoResult {
  const { goal, qualityGate } = planned.plan;
  const nothing = { generatedSteps: [], planText: null, pipelineResult: null, evaluation: null };
  return { ...groupNotBegun(planned), mode: "auto", goal, qualityGate, ...nothing };
}

function toldOf(state: RunState) {
  const { goal, qualityGate, judges } = state.facts.group as AutoPlan; // what this mode has planned
  const plans = state.steps.flatMap((step) => (step.kind === "plan" ? [step] : []));
  const accepted = plans.findLast(({ name }) => name === "plan.accept");
  const steps = plannedIn(accepted);
  const isJudged = state.steps.some(({ kind }) => kind === "score");
  return {
    goal,
    qualityGate,
    planText: (accepted ?? plans.at(-1))?.text ?? null,
    generatedSteps: generatedSteps(steps),
    pipelineResult: accepted === undefined ? null : pipelineOf(state, steps),
    evaluation: isJudged ? evalScoreOf(state.steps, judges) : null,
  };
}

/** The steps of a plan that was accepted, as this mode wrote them down. */
function plannedIn(accepted: PlanStep | undefined): readonly PlannedStep[] {
  return (accepted?.steps ?? []) as readonly PlannedStep[];
}

/** The steps alone: whatever was said of the goal. */
function pipelineOf(
  state: RunState,
  planned: readonly PlannedStep[],
): Omit<PipelineResult, keyof GroupEnd> & Pick<GroupEnd, "ok"> {
  const steps = stepsOf(state, planned);
  const isDone = steps.every(({ status }) => status === "succeeded" || status === "skipped");
  return { mode: "pipeline", ok: isDone, pipelineFile: PLAN_FILE, ...laneOf(state), steps };
}
