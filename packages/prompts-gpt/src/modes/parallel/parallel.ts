import { SUMMARY_LINES } from "../../agent/summary.ts";
import type { RecordedEvent } from "../../agent/events.ts";
import { foldRun, type RunState } from "../../runs/fold.ts";
import { isMemberResult } from "../../runs/member.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import type { FinishedRun } from "../../runs/with-run.ts";
import { groupEnd, groupNotBegun } from "../group/group-end.ts";
import type { OpenGroup } from "../group/open.ts";
import { type GroupPreview, previewOf } from "../group/preview.ts";
import { type ResumedGroup, resumeGroup } from "../group/resume.ts";
import type { ResumeInput } from "../group/resume-input.ts";
import { withResumeLock } from "../group/resume-lock.ts";
import { withGroup } from "../group/with-group.ts";
import { executeParallel } from "./execute.ts";
import type { OrchestrateParallelInput, OrchestrateParallelResult } from "./input.ts";
import type { ParallelPlan } from "./parallel-plan.ts";
import { type PlannedParallel, planTheParallel } from "./plan.ts";
import { candidatesAhead, hasChanged, parallelSummaryOf, rankedOf } from "./summary.ts";

/** What is known of a race before it starts; starts nothing and writes nothing. Rejects as {@link orchestrateParallel} does. */
export async function planParallel(input: OrchestrateParallelInput): Promise<ParallelPlan & GroupPreview> {
  const planned = await planTheParallel(input);
  return { ...planned.plan, ...previewOf(planned) };
}

/**
 * Has several agents do the same prompt, each in a git worktree of its own, and says whose result holds. Rejects only with a
 * {@link UserError}: a ConfigError where nobody can start or there is no git repository, a ValidationError for a prompt that
 * does not hold. That nobody is accepted is a result.
 */
export async function orchestrateParallel(input: OrchestrateParallelInput): Promise<OrchestrateParallelResult> {
  const planned = await planTheParallel(input);
  return input.dryRun === true ? nothingDone(planned) : perform(planned, input, undefined);
}

/** Goes on with a race that was killed or stopped: nothing that was finished is done again. */
export async function resumeParallel(
  plan: ParallelPlan,
  group: OpenGroup,
  input: ResumeInput,
): Promise<OrchestrateParallelResult> {
  return withResumeLock(plan, group, async () => {
    const resumed = await resumeGroup({ ...group, plan, runDir: plan.runDir, summaryLines: SUMMARY_LINES });
    // Who was missing then may be here now.
    const candidates = plan.candidates.map(({ problem: _problem, ...one }) => one);
    return perform({ ...group, plan: { ...plan, candidates } }, input, resumed);
  });
}

type Listeners = Pick<OrchestrateParallelInput, "signal" | "killSignal" | "onEvent" | "quiet" | "maxRunDirs">;

async function perform(
  group: PlannedParallel,
  { signal, killSignal, onEvent, quiet, maxRunDirs }: Listeners,
  resumed: ResumedGroup | undefined,
): Promise<OrchestrateParallelResult> {
  const { plan, prompts } = group;
  const [prompt] = prompts;
  if (prompt === undefined) throw new Error("a race has its prompt");
  let state: RunState | undefined = resumed?.earlier.state;
  // Who judges, and what is applied, goes by what the journal says.
  const heard = (event: RecordedEvent) => {
    if (event.member === undefined) state = foldRun(state, event);
    return onEvent?.(event);
  };
  const setup = {
    mode: "parallel" as const,
    plan,
    group,
    signal,
    killSignal,
    onEvent: heard,
    quiet,
    maxRunDirs,
    resumed,
  };
  const finished = await withGroup({ ...setup, views: viewsOf }, (place) =>
    executeParallel(plan, { place, prompt, winner: winnerOf(plan, resumed), ranked: () => rankedIn(state) }),
  );
  return resultOf(finished);
}

function viewsOf(state: RunState): Readonly<Record<string, unknown>> {
  return { [RUN_FILES.orchestrated]: parallelSummaryOf(state) };
}

function rankedIn(state: RunState | undefined): readonly string[] {
  if (state === undefined) return [];
  return rankedOf(state, new Map(state.members.map(({ input, result }) => [input.name, result])));
}

/** The first that ended a race of first come. */
function winnerOf({ firstVerified }: ParallelPlan, resumed: ResumedGroup | undefined): string | undefined {
  if (!firstVerified || resumed === undefined) return undefined;
  const done = [...resumed.earlier.finished.values(), ...resumed.ended.values()].filter(isMemberResult);
  return done.find((one) => one.kind === "member" && one.ok && hasChanged(one))?.name;
}

function nothingDone(planned: PlannedParallel): OrchestrateParallelResult {
  const candidates = candidatesAhead(planned.plan);
  return { ...groupNotBegun(planned), mode: "parallel", accepted: false, winner: null, candidates, matches: [] };
}

function resultOf(finished: FinishedRun): OrchestrateParallelResult {
  const { accepted, winner, candidates, matches } = parallelSummaryOf(finished.state);
  return { ...groupEnd(finished), mode: "parallel", accepted, winner, candidates, matches };
}
