import { SUMMARY_LINES } from "../../agent/summary.ts";
import type { Outcome } from "../../pipeline/condition.ts";
import type { FinishedRun, Verdict } from "../../runs/with-run.ts";
import { groupEnd, groupNotBegun } from "../group/group-end.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { laneIdsOf } from "../group/lane-ids.ts";
import type { OpenGroup } from "../group/open.ts";
import type { GroupPlan } from "../group/plan.ts";
import { type GroupPreview, previewOf } from "../group/preview.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import { type ResumedGroup, resumeGroup } from "../group/resume.ts";
import type { ResumeInput } from "../group/resume-input.ts";
import { withResumeLock } from "../group/resume-lock.ts";
import { stoppedVerdict } from "../group/stopped-verdict.ts";
import { withGroup } from "../group/with-group.ts";
import type { OrchestratePipelineInput, PipelineResult } from "./input.ts";
import { type PipelinePlan, type PlannedPipeline, planThePipeline } from "./plan.ts";
import type { PlannedStep } from "./planned-step.ts";
import { progressTo } from "./progress.ts";
import { laneOf, notBegun, pipelineViews, stepsOf } from "./record.ts";
import { runSteps } from "./run-steps.ts";

/** What is known of a pipeline before it starts; starts nothing and writes nothing. Rejects as {@link orchestratePipeline} does. */
export async function planPipeline(input: OrchestratePipelineInput): Promise<PipelinePlan & GroupPreview> {
  const planned = await planThePipeline(input);
  return { ...planned.plan, ...previewOf(planned) };
}

/**
 * Does the steps of a pipeline file, each told what those said that it needs. Rejects only with a {@link UserError}: a
 * ConfigError for what cannot start, a ValidationError for a file that does not hold, a TrustError for commands in it that
 * nobody has accepted. A failed step is a result.
 */
export async function orchestratePipeline(input: OrchestratePipelineInput): Promise<PipelineResult> {
  const planned = await planThePipeline(input);
  return input.dryRun === true ? nothingDone(planned) : perform(planned, input, undefined);
}

/** Goes on with a pipeline that was killed, stopped or failed: steps that were finished are not done again. */
export async function resumePipeline(plan: PipelinePlan, group: OpenGroup, input: ResumeInput) {
  return withResumeLock(plan, group, async () => {
    const resumed = await resumeGroup({ ...group, plan, runDir: plan.runDir, summaryLines: SUMMARY_LINES });
    return perform({ ...group, plan }, input, resumed);
  });
}

type Listeners = Pick<
  OrchestratePipelineInput,
  "signal" | "killSignal" | "onEvent" | "onProgress" | "quiet" | "maxRunDirs"
>;

async function perform(
  group: PlannedPipeline,
  { signal, killSignal, quiet, maxRunDirs, ...listeners }: Listeners,
  resumed: ResumedGroup | undefined,
): Promise<PipelineResult> {
  const { plan, prompts } = group;
  const { steps, concurrency } = plan;
  const onEvent = progressTo(listeners);
  const told = { signal, killSignal, onEvent, quiet, maxRunDirs, resumed };
  const setup = { mode: "pipeline" as const, plan, group, views: pipelineViews, ...told };
  const finished = await withGroup(setup, async (place) => {
    return together({ place, plan, steps, resumed }, async (where) => {
      const { outcomes } = await runSteps({ steps, sourceOf: sourcesOf(prompts), place: where, concurrency });
      return verdictOf(outcomes, { steps, signal: where.session.signal });
    });
  });
  return resultOf(finished);
}

interface Together {
  readonly place: GroupPlace;
  readonly plan: Pick<GroupPlan, "oneLane">;
  readonly steps: readonly PlannedStep[];
  readonly resumed: ResumedGroup | undefined;
}

/** In one lane, where there can be one and somebody may write; else in the folder itself. */
export async function together(
  { place, plan, steps, resumed }: Together,
  work: (place: GroupPlace) => Promise<Verdict>,
): Promise<Verdict> {
  if (plan.oneLane !== true || steps.every(({ access }) => access === "read")) return work(place);
  const { inOneLane } = await import("../group/one-lane.ts");
  const ids = resumed === undefined ? [] : laneIdsOf(resumed.earlier.state);
  return inOneLane({ place, from: resumed?.lane, ids }, work);
}

/** Of each step, by its id. */
export function sourcesOf(prompts: readonly ReadPrompt[]) {
  const sources = new Map(prompts.map(({ planned, source }) => [planned.name, source]));
  return (id: string) => {
    const source = sources.get(id);
    if (source === undefined) throw new Error(`each step has its prompt: ${id}`);
    return source;
  };
}

/** How steps together ended: a step that was skipped is no failure of its own. */
export function verdictOf(
  outcomes: ReadonlyMap<string, Outcome>,
  { steps, signal }: { readonly steps: readonly PlannedStep[]; readonly signal: AbortSignal },
): Verdict {
  const stopped = stoppedVerdict(signal);
  if (stopped !== undefined) return stopped;
  if (outcomes.size < steps.length) throw new Error("a pipeline is over when every step is");
  const which = (outcome: Outcome) => steps.flatMap(({ id }) => (outcomes.get(id) === outcome ? [id] : []));
  const [failed, skipped] = [which("failed"), which("skipped")];
  if (failed.length === 0) return { status: "succeeded", exitCode: 0 };
  const after = skipped.length === 0 ? "" : ` Skipped: ${skipped.join(", ")}.`;
  return { status: "failed", exitCode: 1, message: `These steps did not succeed: ${failed.join(", ")}.${after}` };
}

function resultOf(finished: FinishedRun): PipelineResult {
  const { pipelineFile, steps } = finished.state.facts.group as PipelinePlan; // what this mode has planned
  const { state } = finished;
  return { ...groupEnd(finished), mode: "pipeline", pipelineFile, ...laneOf(state), steps: stepsOf(state, steps) };
}

function nothingDone(planned: PlannedPipeline): PipelineResult {
  const { pipelineFile, steps } = planned.plan;
  const nowhere = { laneId: null, applied: null };
  return { ...groupNotBegun(planned), mode: "pipeline", pipelineFile, ...nowhere, steps: steps.map(notBegun) };
}
