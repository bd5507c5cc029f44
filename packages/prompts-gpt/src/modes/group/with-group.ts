import type { RecordedEvent } from "../../agent/events.ts";
import type { Mode } from "../../run-mode.ts";
import { markActive } from "../../runs/active.ts";
import { describeOver } from "../../runs/budget.ts";
import type { RunState } from "../../runs/fold.ts";
import { batchSummaryOf, evalScoresOf, sweepManifestOf } from "../../runs/group-record.ts";
import type { Env } from "../../process/spawn.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import { type FinishedRun, type Verdict, withRun } from "../../runs/with-run.ts";
import { VERSION } from "../../version.ts";
import type { RunPromptInput } from "../run-input.ts";
import { TreeLooks } from "../../workspace/tree-looks.ts";
import type { GroupPlace } from "./group-place.ts";
import type { OpenGroup } from "./open.ts";
import { type Accounts, openAccounts } from "../accounts.ts";
import { forgetPlan, notePlan } from "./plan-note.ts";
import { StandIn } from "./stand-in.ts";
import type { ResumedGroup } from "./resume.ts";
import type { GroupPlan } from "./plan.ts";

interface Setup {
  readonly signal: AbortSignal | undefined;
  readonly killSignal: AbortSignal | undefined;
  readonly onEvent: RunPromptInput["onEvent"] | undefined;
  readonly mode: Mode;
  readonly plan: GroupPlan;
  readonly group: OpenGroup;
  readonly maxRunDirs?: number | undefined;
  /** Nothing of what each agent does is told, only what becomes of the group. */
  readonly quiet?: boolean | undefined;
  readonly resumed?: ResumedGroup | undefined;
  /** Its own files, from its journal alone. Default: those of a sweep or a batch. */
  readonly views?: (state: RunState) => Readonly<Record<string, unknown>>;
}

/** The bracket round every mode of several runs: one record for all, in which each member has its own. */
export async function withGroup(setup: Setup, mode: (place: GroupPlace) => Promise<Verdict>): Promise<FinishedRun> {
  const { plan, group, signal, killSignal, onEvent, resumed } = setup;
  const { loaded, env, artifactsDir, redactor } = group;
  if (resumed === undefined) notePlan(plan.runDir, redactor.deep(plan), env);
  const accounts = openAccounts({
    budget: plan.budget,
    entries: resumed?.entries ?? [],
    earlierMs: resumed === undefined ? 0 : workedMs(resumed),
  });
  let unmark = () => {};
  const finished = await withRun(
    {
      mode: setup.mode,
      runId: plan.runId,
      artifactsDir,
      maxRunDirs: setup.maxRunDirs ?? loaded.config.maxRunDirs,
      version: VERSION,
      facts: { ...group.facts, group: plan },
      prompts: Object.fromEntries(group.prompts.map(({ planned, source }) => [planned.copy, source.text])),
      warnings: group.warnings,
      env: {}, // nothing is started in the group's own name but by its members
      redactor,
      signal,
      killSignal,
      onEvent,
      views: setup.views ?? viewsOf,
      holds: (laneIds) => areUnapplied(laneIds, env),
      ...(resumed === undefined ? {} : { earlier: resumed.earlier }),
    },
    async (session) => {
      if (resumed !== undefined) await session.emit(...resumed.lost);
      const place = {
        runId: plan.runId,
        artifactsDir,
        cwd: plan.cwd,
        shared: plan.shared,
        loaded,
        env,
        // A budget that is used up stops the members as Ctrl-C does.
        session: { ...session, signal: AbortSignal.any([session.signal, accounts.signal]) },
        accounts,
        policy: plan.limits,
        standIn: new StandIn(),
        judgesStandIn: new StandIn(),
        stayActive: async () => void (unmark = await markActive(plan.cwd, plan.runId, env)),
        ended: resumed?.ended,
        onEvent: setup.quiet === true ? undefined : onEvent && inTurn(onEvent),
      };
      const verdict = await withLooks(plan.cwd, (looks) => mode({ ...place, looks }));
      // Somebody who stopped it besides has the last word.
      return session.signal.aborted ? verdict : withinBudget(verdict, accounts);
    },
  ).finally(() => {
    accounts.close();
    unmark();
  });
  if (plan.onFinish !== undefined) await tellFinished(plan.onFinish, finished, group);
  if (finished.state.finished?.status === "succeeded") forgetPlan(plan.runDir, env);
  return finished;
}

function withinBudget(verdict: Verdict, accounts: Accounts): Verdict {
  const over = accounts.over();
  if (over === undefined || verdict.status === "succeeded") return verdict;
  return { status: "failed", exitCode: 1, message: describeOver(over) };
}

/** The files of a group's own, from its journal alone. */
function viewsOf(state: RunState): Readonly<Record<string, unknown>> {
  if (state.mode === "batch") return { [RUN_FILES.batch]: batchSummaryOf(state) };
  const scores = evalScoresOf(state);
  return { [RUN_FILES.sweep]: sweepManifestOf(state), ...(scores && { [RUN_FILES.scores]: scores }) };
}

/** Few groups have such a command: what that takes is loaded for those alone. */
async function tellFinished(line: string, finished: FinishedRun, group: OpenGroup): Promise<void> {
  const { finishedCommand } = await import("./finished-command.ts");
  await finishedCommand(line, finished, group);
}

/** Some of it is kept, and none of it was applied: nobody has decided yet. */
async function areUnapplied(laneIds: readonly string[], env: Env): Promise<boolean> {
  const { isApplied } = await import("../../workspace/lane/apply/apply-result.ts");
  const { keptResult } = await import("../../workspace/lane/keep-result.ts");
  return laneIds.some((id) => keptResult(id, env) !== undefined) && !laneIds.some((id) => isApplied(id, env));
}

/** Members look at the folder one after the other; what the last one leaves goes with them. */
async function withLooks<T>(cwd: string, work: (looks: TreeLooks) => Promise<T>): Promise<T> {
  const looks = new TreeLooks(cwd);
  try {
    return await work(looks);
  } finally {
    await looks.close();
  }
}

/** Not counting what passed between a crash and its resumption: of this one, and of those before. */
function workedMs({ earlier: { state } }: ResumedGroup): number {
  return Date.parse(state.lastEventAt) - Date.parse(state.startedAt) - state.pausedMs;
}

/** Members that run beside each other tell one at a time, as everything of a run does. */
function inTurn(onEvent: NonNullable<RunPromptInput["onEvent"]>): (event: RecordedEvent) => Promise<void> {
  let turn: Promise<void> = Promise.resolve();
  return (event) => {
    const told = turn.then(() => onEvent(event));
    turn = told.catch(() => {}); // the one who told has the error
    return told;
  };
}
