import { resolve } from "node:path";
import { SUMMARY_LINES } from "../../agent/summary.ts";
import { forgetAttempt } from "../../runs/earlier-run.ts";
import type { RunState } from "../../runs/fold.ts";
import { groupOf } from "../../runs/group-record.ts";
import { isGroupStep } from "../../runs/group-step.ts";
import type { MemberResult } from "../../runs/member.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import type { FinishedRun, Verdict } from "../../runs/with-run.ts";
import { invokeWithRetries } from "../group/attempts.ts";
import { groupEnd, groupNotBegun } from "../group/group-end.ts";
import type { GroupPlace } from "../group/group-place.ts";
import type { OpenGroup } from "../group/open.ts";
import { type GroupPreview, previewOf } from "../group/preview.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import { type ResumedGroup, resumeGroup } from "../group/resume.ts";
import type { ResumeInput } from "../group/resume-input.ts";
import { withResumeLock } from "../group/resume-lock.ts";
import { stoppedVerdict } from "../group/stopped-verdict.ts";
import { withGroup } from "../group/with-group.ts";
import type { OrchestrateEvalInput, OrchestrateEvalResult } from "./input.ts";
import { askJudges } from "./judges.ts";
import { type EvalPlan, type PlannedEval, planTheEval } from "./plan.ts";
import { judgedRun } from "./run-of.ts";
import { evalScoreOf, NO_SCORE } from "./score.ts";
import { shortfall } from "./shortfall.ts";

/** What is known of an evaluation before it starts; starts nothing and writes nothing. Rejects as {@link orchestrateEval} does. */
export async function planEval(input: OrchestrateEvalInput): Promise<EvalPlan & GroupPreview> {
  const planned = await planTheEval(input);
  return { ...planned.plan, ...previewOf(planned) };
}

/**
 * Has a run, a member of several, or the fresh answer to a prompt scored by one or several agents that only look. Rejects
 * only with a {@link UserError}: a ConfigError for what cannot start. A low score, and one that cannot be had, is a result.
 */
export async function orchestrateEval(input: OrchestrateEvalInput): Promise<OrchestrateEvalResult> {
  const planned = await planTheEval(input);
  if (input.dryRun !== true) return perform(planned, input, undefined);
  const { of, threshold } = planned.plan;
  return { ...groupNotBegun(planned), mode: "eval", of, threshold, evaluation: NO_SCORE };
}

/** Goes on with an evaluation that was killed, stopped or failed: judges that gave a score are not asked again. */
export async function resumeEval(plan: EvalPlan, group: OpenGroup, input: ResumeInput): Promise<OrchestrateEvalResult> {
  return withResumeLock(plan, group, async () => {
    const resumed = await resumeGroup({ ...group, plan, runDir: plan.runDir, summaryLines: SUMMARY_LINES });
    forgetUnscored(resumed);
    return perform({ ...group, plan }, input, resumed);
  });
}

/** A score that could not be had is asked for again. */
export function forgetUnscored({ earlier }: ResumedGroup): void {
  const { runId } = earlier.state;
  for (const output of earlier.finished.values())
    if (isGroupStep(output) && output.kind === "score" && output.evaluation.mean === null)
      forgetAttempt(`${runId}/${output.name}/1`, earlier);
}

type Listeners = Pick<OrchestrateEvalInput, "signal" | "killSignal" | "onEvent" | "quiet" | "maxRunDirs">;

async function perform(
  group: PlannedEval,
  { signal, killSignal, onEvent, quiet, maxRunDirs }: Listeners,
  resumed: ResumedGroup | undefined,
): Promise<OrchestrateEvalResult> {
  const { plan, prompts } = group;
  const [prompt] = prompts;
  if (prompt === undefined) throw new Error("an evaluation has one prompt");
  const told = { signal, killSignal, onEvent, quiet, maxRunDirs, resumed };
  const setup = { mode: "eval" as const, plan, group, views: evalViews, ...told };
  const finished = await withGroup(setup, (place) => execute(plan, { place, prompt }));
  return resultOf(finished);
}

interface Work {
  readonly place: GroupPlace;
  readonly prompt: ReadPrompt;
}

async function execute(plan: EvalPlan, { place, prompt }: Work): Promise<Verdict> {
  const { session, artifactsDir } = place;
  const { name: part, promptFile } = prompt.planned;
  const fresh = plan.of === null ? await answer(plan, { place, prompt }) : undefined;
  if (fresh !== undefined && !fresh.ok) return stoppedVerdict(session.signal) ?? noAnswer(fresh.error);
  const of = resolve(artifactsDir, plan.of ?? fresh?.runId ?? "");
  const judged = () => judgedRun(of, prompt.source.text);
  const score = await askJudges(plan.judges, { part, promptFile, judged }, place);
  const problem = shortfall(score, plan.threshold);
  const verdict: Verdict = problem === undefined ? SUCCEEDED : { status: "failed", exitCode: 1, message: problem };
  await session.emit({ type: "part.finished", part, ok: problem === undefined });
  return stoppedVerdict(session.signal) ?? verdict;
}

const SUCCEEDED: Verdict = { status: "succeeded", exitCode: 0 };

function answer({ timeoutSeconds }: EvalPlan, { place, prompt }: Work): Promise<MemberResult> {
  const { planned, source } = prompt;
  const { name: part, promptFile } = planned;
  return invokeWithRetries(
    {
      member: { name: ANSWER, part, promptFile, attempt: 1 },
      source: { ...source, findings: [] },
      own: timeoutSeconds === undefined ? {} : { timeoutSeconds },
      summaryLines: SUMMARY_LINES,
    },
    { place, maxRetries: 0 },
  );
}

function noAnswer(error: string | undefined): Verdict {
  return { status: "failed", exitCode: 1, message: `There is no answer to judge: ${error ?? "it failed."}` };
}

/** The member that is judged, where the prompt was run. */
const ANSWER = "answer";

function evaluationIn(state: RunState) {
  const { of, threshold, judges } = state.facts.group as EvalPlan; // what this mode has planned
  const fresh = state.members.findLast(({ input }) => input.name === ANSWER)?.result;
  return { of: of ?? fresh?.runId ?? null, threshold, evaluation: evalScoreOf(state.steps, judges) };
}

/** `orchestrate-summary.json` of an evaluation, from its journal alone. */
function evalViews(state: RunState): Readonly<Record<string, unknown>> {
  const { id, parts: _parts, ...whole } = groupOf(state);
  return { [RUN_FILES.orchestrated]: { runId: id, mode: "eval", ...whole, ...evaluationIn(state) } };
}

function resultOf(finished: FinishedRun): OrchestrateEvalResult {
  return { ...groupEnd(finished), mode: "eval", ...evaluationIn(finished.state) };
}
