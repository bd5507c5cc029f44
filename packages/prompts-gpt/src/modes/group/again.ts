import type { EarlierRun } from "../../runs/earlier-run.ts";
import type { LedgerEntry } from "../../runs/ledger.ts";
import type { LimitStep } from "../../runs/limit.ts";
import { isMemberResult, type MemberInput, type MemberResult } from "../../runs/member.ts";
import type { GroupPlan } from "./plan.ts";

/** An attempt of a member that is made once more. */
export interface Again extends Pick<MemberInput, "name" | "runId"> {
  /** Of its step. */
  readonly key: string;
  /** What it used and no ledger knows yet. */
  readonly entry?: LedgerEntry;
}

/** Members whose last attempt was no success, or was stopped: that one is made again. Earlier attempts stand. */
export function failedMembers({ finished, state }: EarlierRun, plan: GroupPlan): Again[] {
  const last = new Map<string, readonly [string, MemberResult]>();
  for (const [key, output] of finished)
    if (isMemberResult(output) && !isJudged(key, finished)) last.set(output.name, [key, output]);
  const inputs = new Map(state.members.map(({ input }) => [input.runId, input]));
  return [...last.values()].flatMap(([key, { ok, notAccepted, name, runId }]) => {
    if (ok || goesOn(key, finished) || isFollowed(name, last)) return [];
    if (notAccepted !== undefined && hasSuccessor(inputs.get(runId), plan)) return [];
    return [{ key, name, runId }];
  });
}

/** Of a judge: there is a score, or it is known that none can be had. */
function isJudged(key: string, finished: ReadonlyMap<string, unknown>): boolean {
  return /\.eval\/\d+$/.test(key) && finished.has(key.replace(/\.eval\/\d+$/, ".score/1"));
}

/** What it left undone, another one has been asked: `plan`, `plan.repair`. */
function isFollowed(name: string, members: ReadonlyMap<string, unknown>): boolean {
  return [...members.keys()].some((other) => other.startsWith(`${name}.`));
}

/** It was decided how it goes on after a usage limit. */
function goesOn(key: string, finished: ReadonlyMap<string, unknown>): boolean {
  const end = key.lastIndexOf("/");
  const step = finished.get(`${key.slice(0, end)}.limit${key.slice(end)}`) as LimitStep | undefined; // of our own journal
  return step?.kind === "wait" || step?.kind === "failover";
}

/** An iteration, or a turn of a step, that was not accepted is not the end: the next one goes on from what it left. */
function hasSuccessor(input: MemberInput | undefined, plan: GroupPlan): boolean {
  if (input?.turn !== undefined) return input.turn.number < input.turn.of;
  if (input?.iteration === undefined) return false;
  const { number, of } = input.iteration;
  const atOnce = "parallel" in plan && typeof plan.parallel === "number" ? plan.parallel : 1;
  return Math.ceil(number / atOnce) < Math.ceil(of / atOnce);
}
