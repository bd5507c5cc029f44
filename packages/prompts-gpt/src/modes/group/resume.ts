import { resolve } from "node:path";
import type { RunEvent } from "../../agent/events.ts";
import { NO_USAGE } from "../../agent/usage.ts";
import type { LoadedConfig } from "../../config/config.ts";
import { ConfigError, LockError } from "../../errors.ts";
import { costOf } from "../../prices/cost.ts";
import type { Env } from "../../process/spawn.ts";
import { type EarlierRun, forgetAttempt, readEarlierRun } from "../../runs/earlier-run.ts";
import { isGroupStep } from "../../runs/group-step.ts";
import { isMemberInput, isMemberResult, type MemberInput, type MemberResult } from "../../runs/member.ts";
import type { LedgerEntry } from "../../runs/ledger.ts";
import { type ReadRun, readRun } from "../../runs/run-list.ts";
import { endMarked } from "../../runs/stop-run.ts";
import { resultOf } from "../run-result.ts";
import { entryOf } from "../accounts.ts";
import { type Again, failedMembers } from "./again.ts";
import { findTop } from "../../workspace/snapshot/git-dirs.ts";
import type { LaneStart, LeftLanes, leftLanes } from "./lane-again.ts";
import { memberResultOf } from "./member-result.ts";
import type { GroupPlan } from "./plan.ts";
import { isNotedPlan } from "./plan-note.ts";
import { readersOf, takeBack } from "./take-back.ts";

/** A group that goes on where another process was when it died, or was stopped. */
export interface ResumedGroup {
  readonly earlier: EarlierRun;
  /** Members that had ended, though nobody had written that down yet; by the key of their step. */
  readonly ended: ReadonlyMap<string, MemberResult>;
  /** What all of it has used so far. */
  readonly entries: readonly LedgerEntry[];
  /** Members that are begun again, and what there is to say of that, as the journal is told. */
  readonly lost: readonly RunEvent[];
  /** Where members share one: how it goes on. */
  readonly lane?: LaneStart;
}

/** The plan of a group that can be resumed. Throws when it still runs, has ended well, or is not as it was when it began. */
export async function resumablePlan(run: ReadRun, env: Env): Promise<GroupPlan> {
  const { state, status, runDir } = run;
  const { runId, mode } = state;
  if (mode === "run")
    throw new ConfigError(
      `${runId} is a single run: its agent's session can go on in a new one.`,
      `prompts-gpt run --continue ${runId} --prompt "Go on"`,
    );
  if (status === "running") throw new LockError(`${runId} is still going on.`, `prompts-gpt runs attach ${runId}`);
  if (status === "unknown")
    throw new LockError(`${runId} was started on host ${state.owner.host}.`, `There: prompts-gpt runs resume ${runId}`);
  if (status === "succeeded") throw new ConfigError(`${runId} has ended well.`, `prompts-gpt runs show ${runId}`);
  const plan = state.facts.group as GroupPlan; // the very one, as its hash tells
  if (isNotedPlan(runDir, plan, env)) return plan;
  throw new ConfigError(
    `What ${runId} was started with is not known to this machine as its record says it: an agent may have written there.`,
    `Start it anew; what it did is recorded: prompts-gpt runs show ${runId}`,
  );
}

interface Place {
  readonly plan: GroupPlan;
  readonly runDir: string;
  readonly artifactsDir: string;
  readonly env: Env;
  readonly loaded: LoadedConfig;
  readonly summaryLines: number;
}

/** Ends what is still alive of it, and brings the working tree back to where its last finished member left it. */
export async function resumeGroup(place: Place): Promise<ResumedGroup> {
  const { runDir, plan } = place;
  await endMarked(runDir);
  const earlier = await readEarlierRun(runDir);
  if (earlier === undefined) throw new ConfigError(`${runDir} holds no run.`, "prompts-gpt runs list");
  const ended = new Map<string, MemberResult>();
  const lanes = plan.oneLane ? await openLanes({ earlier, cwd: plan.cwd, env: place.env }) : undefined;
  const again: Again[] = failedMembers(earlier, plan);
  for (const one of lanes?.lost() ?? []) if (!again.some(({ key }) => key === one.key)) again.push(one);
  for (const [key, input] of earlier.open) {
    if (!isMemberInput(input)) continue;
    const run = await readRun(resolve(place.artifactsDir, input.runId)).catch(() => undefined);
    const result = run && endedResult(run, { ...place, input });
    if (result === undefined || lanes?.isLost(input) === true) again.push(lostMember(key, input, run));
    else ended.set(key, result);
  }
  for (const { key } of again) forgetAttempt(key, earlier);
  forgetUnapplied(earlier.finished);
  const { snapshot, lane, notes } = await atItsPlace({ again, ended, earlier, place, lanes });
  const entries = [...entriesOf(earlier), ...again.flatMap(({ entry }) => entry ?? [])];
  const lost = [...again.map((one) => lostEvent(one, snapshot)), ...notes];
  return { earlier, ended, entries, lost, ...(lane === undefined ? {} : { lane }) };
}

interface Resumption extends Pick<ResumedGroup, "earlier" | "ended"> {
  readonly again: readonly Again[];
  readonly place: Place;
  /** Where members share one. */
  readonly lanes: LeftLanes | undefined;
}

/** Few groups share a lane: what that takes is loaded for those alone. */
async function openLanes(where: Parameters<typeof leftLanes>[0]): Promise<LeftLanes> {
  const { leftLanes } = await import("./lane-again.ts");
  return leftLanes(where);
}

interface AtPlace extends Pick<ResumedGroup, "lane"> {
  /** Of what stood in the working tree. */
  readonly snapshot?: string;
  readonly notes: readonly RunEvent[];
}

/** The working tree as what is begun again has to find it. */
async function atItsPlace({ again, ended, earlier, place, lanes }: Resumption): Promise<AtPlace> {
  const { plan, env, loaded, artifactsDir } = place;
  const { cwd } = earlier.state.facts;
  const readers = readersOf(earlier);
  const isAnyoneDone = [...ended.values()].some(({ runId }) => !readers.has(runId));
  if (lanes !== undefined) return lanes.goOn(again, isAnyoneDone);
  if (!plan.lanes) return takeBack(again, { earlier, isAnyoneDone, cwd, env, loaded, artifactsDir });
  await sweepLanesOf(cwd, env);
  return { notes: [] };
}

/** Who worked in a lane has changed nothing here: only its lane is taken away, and what it holds is kept. */
async function sweepLanesOf(cwd: string, env: Env): Promise<undefined> {
  const { sweepLanes } = await import("../../workspace/lane/sweep-lanes.ts");
  const top = findTop(cwd);
  await sweepLanes({ env, ...(top === undefined ? {} : { top }) });
}

function lostMember(key: string, { name, runId }: MemberInput, run: ReadRun | undefined): Again {
  if (run === undefined) return { key, name, runId };
  const { usage = NO_USAGE, facts } = run.state;
  return { key, name, runId, entry: entryOf(runId, facts, { usage, model: facts.model ?? null }) };
}

/** Everything that was ever used for it: each attempt, those that an earlier resumption has begun anew included. */
function entriesOf({ used, state }: EarlierRun): LedgerEntry[] {
  const members = used.filter(isMemberResult).map(({ runId, provider, model, tokenUsage, cost }) => ({
    key: runId,
    provider,
    model,
    usage: tokenUsage,
    cost,
  }));
  const lost = state.lost.map(({ runId, provider, model, tokenUsage }) => ({
    key: runId,
    provider,
    model,
    usage: tokenUsage,
    cost: costOf({ provider, model, usage: tokenUsage, at: new Date() }),
  }));
  return [...lost.filter(({ usage }) => usage.totalTokens > 0), ...members];
}

/** What was in the way of what a lane had changed may be gone. */
function forgetUnapplied(finished: Map<string, unknown>): void {
  for (const [key, output] of finished)
    if (isGroupStep(output) && output.kind === "apply" && !output.isApplied) finished.delete(key);
}

/** Its own record is whole: what it did is not done twice. */
function endedResult(
  { state, runDir }: ReadRun,
  { input, summaryLines }: Place & { readonly input: MemberInput },
): MemberResult | undefined {
  if (state.finished?.status !== "succeeded") return undefined;
  const result = resultOf({ state, runDir });
  const { cost } = entryOf(input.runId, state.facts, { usage: result.tokenUsage, model: result.model });
  return memberResultOf(result, { member: input, summaryLines, cost });
}

function lostEvent({ name, runId, entry }: Again, snapshot: string | undefined): RunEvent {
  const { provider = "", model = null, usage = NO_USAGE } = entry ?? {};
  const kept = snapshot === undefined ? {} : { snapshot };
  return { type: "member.lost", name, runId, provider, model, tokenUsage: usage, ...kept };
}
