import { shortCandidate } from "../candidate-name.ts";
import { ConfigError, ExecutionError } from "../errors.ts";
import { parallelSummaryOf } from "../modes/parallel/summary.ts";
import type { GroupPlan } from "../modes/group/plan.ts";
import { nearest } from "../nearest.ts";
import { findNamedDir } from "../runs/find-run.ts";
import type { RunState } from "../runs/fold.ts";
import type { MemberResult } from "../runs/member.ts";
import { isMember } from "../runs/run-id.ts";
import { readRun } from "../runs/run-list.ts";
import { shellWord } from "../shell-word.ts";
import { keptResult } from "../workspace/lane/keep-result.ts";
import type { LaneResult } from "../workspace/lane/result.ts";
import { findTop, gitDirOf } from "../workspace/snapshot/git-dirs.ts";
import type { OpenedPlace } from "./place.ts";

/** What one of several agents has done in its lane. */
export interface FoundResult {
  readonly state: RunState;
  readonly member: Omit<MemberResult, "summary" | "notAccepted">;
  readonly result: LaneResult;
}

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

/** A folder's name, and nothing that leads out of it. */
const LANE_ID = /^[A-Za-z0-9-]{1,64}$/;

/** Its run id, for what goes by that. */
export async function findLaneMember({ runId: wished, candidate }: ResultWish, { artifactsDir }: OpenedPlace) {
  const isOne = isMember(wished);
  const group = isOne ? wished.slice(0, wished.indexOf("/")) : wished;
  const { state } = await readRun(await findNamedDir(artifactsDir, group, { of: "groups" }));
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
function checkRepository({ base }: LaneResult, { cwd }: OpenedPlace): void {
  const top = findTop(cwd);
  const here = top === undefined ? undefined : gitDirOf(top)?.path;
  if (here !== undefined && here === gitDirOf(base.top)?.path) return;
  throw new ConfigError(
    `It was made in another repository: ${base.top}.`,
    `cd ${shellWord(base.top)}   (and there again)`,
  );
}
