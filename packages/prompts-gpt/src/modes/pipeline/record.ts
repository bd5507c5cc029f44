import { NO_USAGE, sumOf } from "../../agent/usage.ts";
import type { RunState } from "../../runs/fold.ts";
import { groupOf } from "../../runs/group-record.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import { laneIdsOf } from "../group/lane-ids.ts";
import type { PipelineResult, PipelineStep } from "./input.ts";
import type { PipelinePlan } from "./plan.ts";
import type { PlannedStep } from "./planned-step.ts";

/** How each of these steps ended, from the journal alone. */
export function stepsOf(state: RunState, steps: readonly PlannedStep[]): PipelineStep[] {
  return steps.map((step) => {
    const { id, promptFile, access, needs } = step;
    const turns = state.members.filter(({ input }) => input.part === id && input.kind === "member");
    const results = turns.flatMap(({ result }) => result ?? []);
    const last = results.at(-1);
    const part = state.parts.findLast((one) => one.part === id);
    const changed = results.map(({ changedFiles }) => changedFiles);
    return {
      id,
      status: part?.stopped === "skipped" ? "skipped" : (last?.status ?? null),
      runId: last?.runId ?? null,
      promptFile,
      provider: last?.provider ?? step.provider,
      model: last?.model ?? step.model ?? null,
      access,
      needs,
      attempts: new Set(turns.map(({ input }) => input.name)).size,
      durationMs: results.reduce((sum, { durationMs }) => sum + durationMs, 0),
      tokenUsage: sumOf(results.map(({ tokenUsage }) => tokenUsage)),
      changedFiles: changed.includes(null) ? null : [...new Set(changed.flatMap((files) => files ?? []))],
      error: last === undefined || last.ok ? null : (last.failure?.message ?? last.error ?? null),
    };
  });
}

/** Where the steps worked, and whether what they did was brought into the folder. */
export function laneOf(state: RunState): Pick<PipelineResult, "laneId" | "applied"> {
  const laneId = laneIdsOf(state).at(-1) ?? null;
  const applied = state.steps.findLast((step) => step.kind === "apply");
  return { laneId, applied: laneId === null ? null : applied?.kind === "apply" && applied.isApplied };
}

/** Of a plan that nothing is done for. */
export function notBegun({ id, promptFile, provider, model, access, needs }: PlannedStep): PipelineStep {
  const nothing = { runId: null, attempts: 0, durationMs: 0, tokenUsage: NO_USAGE, changedFiles: [], error: null };
  return { id, status: null, promptFile, provider, model: model ?? null, access, needs, ...nothing };
}

/** `orchestrate-summary.json` of a pipeline, from its journal alone. */
export function pipelineViews(state: RunState): Readonly<Record<string, unknown>> {
  const { id, parts: _parts, ...whole } = groupOf(state);
  const { pipelineFile, steps } = state.facts.group as PipelinePlan; // what this mode has planned
  const summary = {
    runId: id,
    mode: "pipeline",
    ...whole,
    pipelineFile,
    ...laneOf(state),
    steps: stepsOf(state, steps),
  };
  return { [RUN_FILES.orchestrated]: summary };
}
