import { shortCandidate } from "../candidate-name.ts";
import { join } from "node:path";
import { ConfigError, ExecutionError } from "../errors.ts";
import { isMadeHere, LANE_ID, laneIdsOf, ownResult } from "../modes/group/lane-ids.ts";
import { parallelSummaryOf } from "../modes/parallel/summary.ts";
import type { GroupPlan } from "../modes/group/plan.ts";
import { redactorOf } from "../modes/redactor.ts";
import { nearest } from "../nearest.ts";
import { findNamedDir } from "../runs/find-run.ts";
import type { RunState } from "../runs/fold.ts";
import type { MemberResult } from "../runs/member.ts";
import { RUN_FILES } from "../runs/run-dir.ts";
import { isMember } from "../runs/run-id.ts";
import { type ReadRun, readRun } from "../runs/run-list.ts";
import { readRedactedPatch } from "../runs/write-patch.ts";
import { shellWord } from "../shell-word.ts";
import { keptResult } from "../workspace/lane/keep-result.ts";
import { pourResult } from "../workspace/lane/pour-result.ts";
import type { LaneResult } from "../workspace/lane/result.ts";
import type { OpenedPlace } from "./place.ts";

/** What one of several agents has done in its lane. */
export interface FoundResult {
  readonly state: RunState;
  readonly member: Worker;
  readonly result: LaneResult;
}

/** Who worked in the lane: one member, or all of them together, then with the run's own id. */
type Worker = Pick<MemberResult, "runId" | "name" | "provider" | "model" | "laneId">;

export interface ResultWish {
  /** Of several runs as one, or of one of its members. */
  readonly runId: string;
  /** A member's name, with or without `provider-` or `attempt-` before it. Default: the best candidate. */
  readonly candidate?: string | undefined;
}

/** Throws a ConfigError where there is no such thing, an ExecutionError where it is not kept any more. */
export async function findLaneResult(wish: ResultWish, place: OpenedPlace): Promise<FoundResult> {
  const { state, member } = await findLaneMember(wish, place);
  const { laneId, name, runId } = member;
  const result = laneId === undefined || !LANE_ID.test(laneId) ? undefined : keptResult(laneId, place.env);
  // The record stands where agents can write, the result does not.
  if (result === undefined || result.name !== runId)
    throw new ExecutionError(`What ${name} did is not kept any more.`, `prompts-gpt runs show ${state.runId}`);
  checkRepository(result, place);
  return { state, member, result };
}

/** Its run id, for what goes by that. */
export async function findLaneMember(
  { runId: wished, candidate }: ResultWish,
  { artifactsDir }: OpenedPlace,
): Promise<{ readonly state: RunState; readonly member: Worker }> {
  const isOne = isMember(wished);
  const group = isOne ? wished.slice(0, wished.indexOf("/")) : wished;
  const { state } = await readRun(await findNamedDir(artifactsDir, group, { of: "groups" }));
  const shared = laneIdsOf(state);
  if (shared.length > 0) return sharedLane(state, { shared, id: isOne ? wished : candidate });
  const named = isOne ? wished.slice(group.length + 1).replace(/\.\d+$/, "") : candidate;
  const members = state.members.filter(({ input }) => input.kind === "member");
  const inLanes = members.filter(({ result }) => result?.laneId !== undefined);
  const name = named ?? bestOf(state);
  const isMeant = ({ input }: (typeof members)[number]) =>
    [input.name, shortCandidate(input.name)].includes(name ?? "");
  const found = inLanes.findLast(isMeant);
  if (found?.result !== undefined) return { state, member: found.result };
  const lost = inLanes.length < members.length ? members.findLast(isMeant)?.result : undefined;
  if (lost?.error !== undefined && (state.facts.group as GroupPlan).lanes) throw notKept(state.runId, lost);
  const names = [...new Set(inLanes.map(({ input }) => shortCandidate(input.name)))];
  throw noSuch(state.runId, { name, names });
}

interface Shared {
  readonly shared: readonly string[];
  /** Of an earlier lane. Default: the last one. */
  readonly id: string | undefined;
}

/** The lane of a run whose members shared one; earlier ones, that a resumption has not gone on from, by their ids. */
function sharedLane(state: RunState, { shared, id = shared.at(-1) }: Shared) {
  const { runId, facts } = state;
  if (id === undefined || !shared.includes(id))
    throw new ConfigError(
      `The steps of ${runId} have worked in one lane: there is no result of ${id} alone.`,
      `All of it: prompts-gpt runs apply ${runId}`,
    );
  const { provider, model = null } = facts;
  return { state, member: { runId, name: "the steps", provider, model, laneId: id } };
}

function bestOf(state: RunState): string | undefined {
  return state.mode === "parallel" ? (parallelSummaryOf(state).winner ?? undefined) : undefined;
}

/** It had a lane, or was to have one. */
function notKept(runId: string, { name, error = "" }: Pick<MemberResult, "name" | "error">): ExecutionError {
  return new ExecutionError(`What ${name} did is not kept: ${error}`, `prompts-gpt runs show ${runId}`);
}

function noSuch(runId: string, { name, names }: { name: string | undefined; names: readonly string[] }): ConfigError {
  if (names.length === 0)
    return new ConfigError(`Nobody in ${runId} has worked in a lane.`, `prompts-gpt runs diff ${runId}`);
  const near = name === undefined ? undefined : nearest(name, names);
  const said = name === undefined ? `${runId} has no best candidate.` : `${runId} has no candidate "${name}".`;
  return new ConfigError(`${said} There are: ${names.join(", ")}.`, `--candidate ${near ?? names[0]}`);
}

/** A result belongs to one repository, whichever of its working trees it is brought into. */
function checkRepository(result: LaneResult, { cwd }: OpenedPlace): void {
  if (isMadeHere(result, cwd)) return;
  const { top } = result.base;
  throw new ConfigError(`It was made in another repository: ${top}.`, `cd ${shellWord(top)}   (and there again)`);
}

/** Of a run whose members shared a lane: all that they changed, where that is kept; as it was recorded when that hid something. */
export async function wholePatch({ state, runDir }: ReadRun, place: OpenedPlace): Promise<string | undefined> {
  const { cwd, env, loaded } = place;
  const id = laneIdsOf(state).at(-1);
  const result = id === undefined ? undefined : ownResult(id, { runId: state.runId, cwd, env });
  if (result === undefined) return undefined;
  const pieces: Buffer[] = [];
  const take = async (patch: AsyncIterable<Buffer>) => {
    for await (const piece of patch) pieces.push(piece);
  };
  const recorded = await readRedactedPatch(join(runDir, RUN_FILES.patch));
  if (recorded === undefined && !(await pourResult(result, { env, take }))) return undefined;
  return redactorOf(loaded, env).text(recorded ?? Buffer.concat(pieces).toString("utf8"));
}
