import { SUMMARY_LINES } from "../../agent/summary.ts";
import { ConfigError } from "../../errors.ts";
import { forgetAttempt } from "../../runs/earlier-run.ts";
import type { Verdict } from "../../runs/with-run.ts";
import type { GroupPlace } from "../group/group-place.ts";
import type { OpenGroup } from "../group/open.ts";
import { forgetPlan, isNotedPlan } from "../group/plan-note.ts";
import { type GroupPreview, previewOf } from "../group/preview.ts";
import { type ResumedGroup, resumeGroup } from "../group/resume.ts";
import type { ResumeInput } from "../group/resume-input.ts";
import { withResumeLock } from "../group/resume-lock.ts";
import { stoppedVerdict } from "../group/stopped-verdict.ts";
import { withGroup } from "../group/with-group.ts";
import { forgetUnscored } from "../judged/judged.ts";
import { shortfall } from "../judged/shortfall.ts";
import { sourcesOf, together, verdictOf } from "../pipeline/pipeline.ts";
import { runSteps } from "../pipeline/run-steps.ts";
import { acceptKey, acceptNote, type Accepted, acceptPlan } from "./accept.ts";
import { evaluateGoal } from "./evaluate-goal.ts";
import type { OrchestrateAutoInput, OrchestrateAutoResult } from "./input.ts";
import { type AutoPlan, type PlannedAuto, planTheAuto } from "./plan.ts";
import { progressTo } from "./progress.ts";
import { propose, type Proposal } from "./propose.ts";
import { autoNotBegun, autoResult, autoViews, generatedSteps, type PlanStep } from "./record.ts";

/** What is known before an agent plans; starts nothing and writes nothing. Rejects as {@link orchestrateAuto} does. */
export async function planAuto(input: OrchestrateAutoInput): Promise<AutoPlan & GroupPreview> {
  const planned = await planTheAuto(input);
  return { ...planned.plan, ...previewOf(planned) };
}

/**
 * Has an agent plan the steps to a goal, carries them out as a pipeline, and has the result judged. Rejects only with a
 * {@link UserError}: a ConfigError for what cannot start. That there is no plan, that it is not accepted, that a step fails
 * or the score is too low, is a result.
 */
export async function orchestrateAuto(input: OrchestrateAutoInput): Promise<OrchestrateAutoResult> {
  const planned = await planTheAuto(input);
  return input.dryRun === true ? autoNotBegun(planned) : perform(planned, input, undefined);
}

/** Goes on where it was: a plan that was accepted holds, and is not asked about again. */
export async function resumeAuto(plan: AutoPlan, group: OpenGroup, input: ResumeInput): Promise<OrchestrateAutoResult> {
  return withResumeLock(plan, group, async () => {
    const resumed = await resumeGroup({ ...group, plan, runDir: plan.runDir, summaryLines: SUMMARY_LINES });
    checkAccepted(plan, group, resumed);
    checkAsked(plan, input, resumed);
    forgetUnusable(plan, resumed);
    forgetUnscored(resumed);
    return perform({ ...group, plan }, input, resumed);
  });
}

/** The record stands where agents can write: what steps execute has to be what was accepted. */
function checkAccepted({ runId, runDir }: AutoPlan, { env }: OpenGroup, { earlier }: ResumedGroup): void {
  const accepted = earlier.finished.get(acceptKey(runId));
  if (accepted === undefined || isNotedPlan(acceptNote(runDir), accepted, env)) return;
  throw new ConfigError(
    `The plan in the record of ${runId} is not the one that was accepted: an agent may have written there.`,
    `Start it anew; what it did is recorded: prompts-gpt runs show ${runId}`,
  );
}

/** Whoever wanted to see the plan has not accepted it yet: nobody else does it for him. */
function checkAsked({ runId, asks }: AutoPlan, { onPlan }: ResumeInput, { earlier }: ResumedGroup): void {
  if (!asks || onPlan !== undefined || earlier.finished.has(acceptKey(runId))) return;
  throw new ConfigError(
    `The plan of ${runId} was to be shown before it is carried out, and nobody has accepted it yet.`,
    `At a terminal: prompts-gpt runs resume ${runId}`,
  );
}

function proposalKey(runId: string): string {
  return `${runId}/plan.proposal/1`;
}

/** An answer that was no plan is asked for again. */
function forgetUnusable({ runId }: AutoPlan, { earlier }: ResumedGroup): void {
  const proposal = earlier.finished.get(proposalKey(runId)) as PlanStep | undefined; // of our own journal
  if (proposal !== undefined && proposal.problems.length > 0) forgetAttempt(`${runId}/plan/1`, earlier);
}

type Listeners = Pick<
  OrchestrateAutoInput,
  "signal" | "killSignal" | "onEvent" | "onProgress" | "onPlan" | "quiet" | "maxRunDirs"
>;

async function perform(
  group: PlannedAuto,
  { signal, killSignal, quiet, maxRunDirs, onPlan, ...listeners }: Listeners,
  resumed: ResumedGroup | undefined,
): Promise<OrchestrateAutoResult> {
  const { plan } = group;
  const told = { signal, killSignal, onEvent: progressTo(listeners), quiet, maxRunDirs, resumed };
  const setup = { mode: "auto" as const, plan, group, views: autoViews, ...told };
  const finished = await withGroup(setup, (place) => execute(plan, { place, onPlan, resumed }));
  if (finished.state.finished?.status === "succeeded") forgetPlan(acceptNote(plan.runDir), group.env);
  return autoResult(finished);
}

interface Work {
  readonly place: GroupPlace;
  readonly onPlan: OrchestrateAutoInput["onPlan"];
  readonly resumed: ResumedGroup | undefined;
}

async function execute(plan: AutoPlan, { place, onPlan, resumed }: Work): Promise<Verdict> {
  const { session } = place;
  const proposal = await propose(plan, place);
  const stopped = stoppedVerdict(session.signal);
  if (stopped !== undefined) return stopped; // what was stopped is no answer: a resumption asks again
  const step = { kind: "plan", name: "plan.proposal" } as const;
  await session.step(proposalKey(plan.runId), step, () => Promise.resolve({ ...step, ...proposal, steps: [] }));
  if (proposal.problems.length > 0) return noPlan(plan, proposal);
  const accepted = await acceptPlan(proposal.text, { plan, place, onPlan });
  if ("problems" in accepted)
    return { status: "failed", exitCode: 1, message: `The plan: ${accepted.problems.join(" ")}` };
  const { steps } = accepted;
  await session.emit({ type: "auto.plan", steps: generatedSteps(steps) });
  return together({ place, plan, steps, resumed }, (where) => carryOut(plan, { accepted, place: where }));
}

interface CarriedOut {
  readonly accepted: Accepted;
  readonly place: GroupPlace;
}

/** The steps, and what judges say of all that they did. */
async function carryOut(plan: AutoPlan, { accepted: { steps, prompts }, place }: CarriedOut): Promise<Verdict> {
  const { session } = place;
  const { concurrency } = plan;
  const { outcomes, results } = await runSteps({ steps, sourceOf: sourcesOf(prompts), place, concurrency });
  const verdict = verdictOf(outcomes, { steps, signal: session.signal });
  if (verdict.status !== "succeeded") return verdict;
  const problem = shortfall(await evaluateGoal(plan, { steps, results }, place), plan.qualityGate);
  await session.emit({ type: "part.finished", part: "goal", ok: problem === undefined });
  return (
    stoppedVerdict(session.signal) ??
    (problem === undefined ? verdict : { status: "failed", exitCode: 1, message: problem })
  );
}

function noPlan({ runId }: AutoPlan, { problems }: Proposal): Verdict {
  const message = `The agent's answer is no plan that could be carried out: ${problems.join(" ")} What it said: prompts-gpt runs logs ${runId}`;
  return { status: "failed", exitCode: 1, message };
}
