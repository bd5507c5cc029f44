import type { RunStatus } from "../../agent/events.ts";
import type { RunState } from "../../runs/fold.ts";
import { groupOf, type MemberRecord } from "../../runs/group-record.ts";
import type { Settled } from "../../runs/settled.ts";
import { rank } from "../rank/rank.ts";
import type { ParallelPlan } from "./parallel-plan.ts";

/**
 * `accepted`: it ended well and its verify commands passed. `rejected`: they did not. `failed`: its agent did not end well,
 * or could not start. `cancelled`: it was ended, by a winner or by you. Null: it has not ended, or was never begun.
 */
export type CandidateVerdict = "accepted" | "rejected" | "failed" | "cancelled";

/** What became of one candidate. */
export interface CandidateRecord {
  readonly name: string;
  /** For `runs show`, `runs diff` and the like; null where it was never begun. */
  readonly runId: string | null;
  readonly verdict: CandidateVerdict | null;
  /** Of its own record: there, what was rejected is failed. The exit code of the race goes by `verdict`. */
  readonly status: RunStatus | null;
  readonly provider: string;
  readonly model: string | null;
  readonly attempts: number;
  readonly durationMs: number;
  readonly tokenUsage: MemberRecord["tokenUsage"] | null;
  readonly cost: MemberRecord["cost"] | null;
  /** Lines of files that are text. Null: not compared. */
  readonly diff: { readonly files: number; readonly added: number; readonly removed: number } | null;
  /** How many verify commands exited with 0; null where none ran. */
  readonly checks: { readonly passed: number; readonly of: number } | null;
  /** Among those that are accepted, from 1; several may share one. Null for the others. */
  readonly place: number | null;
  /** From 0 to 1: the share of the others that it beats, half of one for a draw. Null where nobody judged. */
  readonly score: number | null;
  /** The lane that it worked in: what it changed is kept under that name. */
  readonly laneId: string | null;
  /** Brought into the working tree by the run itself. */
  readonly applied: boolean;
  readonly error?: string;
}

/** Two candidates that a judge has compared. */
export interface MatchRecord {
  readonly first: string;
  readonly second: string;
  /** The name of the better one; null where there is none. */
  readonly winner: string | null;
  readonly outcome: Settled["kind"];
  readonly reasons: readonly string[];
}

/** `orchestrate-summary.json` of a parallel run, from its journal alone. */
export function parallelSummaryOf(state: RunState) {
  const plan = state.facts.group as ParallelPlan; // what this mode has planned
  const { id, parts, ...rest } = groupOf(state);
  const members = new Map(parts.flatMap((part) => part.members.map((member) => [member.name, member] as const)));
  const places = placesOf(state, members);
  const candidates = plan.candidates.map((planned) =>
    candidateOf(planned, { member: members.get(planned.name), places }),
  );
  return {
    mode: "parallel" as const,
    runId: id,
    promptFile: state.facts.promptFile ?? null,
    ...rest,
    accepted: places.ranked.length > 0,
    winner: places.ranked[0]?.id ?? null,
    judge: plan.judge?.provider ?? null,
    candidates,
    matches: matchesOf(state),
  };
}

type Sized = Pick<MemberRecord, "changedFiles"> & Partial<Pick<MemberRecord, "diff">>;

/**
 * Of those that are accepted the best first: by the judge; where that leaves it open who has changed something, then who has
 * changed less; in a race of first come who came first.
 */
export function rankedOf(state: RunState, members: ReadonlyMap<string, Sized | undefined>): readonly string[] {
  return rank(preferred(state, members), matchesIn(state)).map(({ id }) => id);
}

function preferred(state: RunState, members: ReadonlyMap<string, Sized | undefined>): readonly string[] {
  const { firstVerified } = state.facts.group as ParallelPlan; // what this mode has planned
  const sizeOf = (name: string) => {
    const member = members.get(name);
    if (!hasChanged(member)) return Infinity;
    if (firstVerified) return 0;
    const { diff } = member ?? {};
    // How much is not known: behind all of whom it is.
    if (diff === undefined || diff === null) return Number.MAX_VALUE;
    return diff.added + diff.removed;
  };
  return state.accepted.toSorted((a, b) => (sizeOf(a) === sizeOf(b) ? 0 : sizeOf(a) - sizeOf(b)));
}

interface Places {
  readonly ranked: readonly { readonly id: string; readonly place: number; readonly points: number }[];
  readonly isJudged: boolean;
}

function placesOf(state: RunState, members: ReadonlyMap<string, MemberRecord>): Places {
  const order = preferred(state, members);
  const isJudged = state.steps.some(({ kind }) => kind === "match");
  if (isJudged) return { isJudged, ranked: rank(order, matchesIn(state)) };
  return { isJudged, ranked: order.map((id, index) => ({ id, place: index + 1, points: 0 })) };
}

/** Where it could not be compared it may have. */
export function hasChanged(member: Pick<MemberRecord, "changedFiles"> | undefined): boolean {
  return member !== undefined && member.changedFiles?.length !== 0;
}

function matchesIn({ steps }: RunState) {
  return steps.flatMap((step) => (step.kind === "match" ? [step] : []));
}

function matchesOf(state: RunState): MatchRecord[] {
  return matchesIn(state).map(({ first, second, settled }) => ({
    first,
    second,
    winner: winnerOf(settled, { first, second }),
    outcome: settled.kind,
    reasons: settled.reasons,
  }));
}

/** Of a race that has not begun. */
export function candidatesAhead(plan: ParallelPlan): CandidateRecord[] {
  return plan.candidates.map((one) => candidateOf(one, { member: undefined, places: { ranked: [], isJudged: false } }));
}

function winnerOf(settled: Settled, pair: { readonly first: string; readonly second: string }): string | null {
  return settled.kind === "winner" ? pair[settled.winner] : null;
}

type Planned = ParallelPlan["candidates"][number];

interface Known {
  readonly member: MemberRecord | undefined;
  readonly places: Places;
}

function candidateOf({ name, provider, model }: Planned, { member, places }: Known): CandidateRecord {
  const place = places.ranked.find(({ id }) => id === name);
  const others = places.ranked.length - 1;
  return {
    name,
    runId: member?.runId ?? null,
    verdict: member === undefined ? null : verdictOf(member, place !== undefined),
    status: member?.status ?? null,
    provider: member?.provider ?? provider,
    model: member?.model ?? model ?? null,
    attempts: member?.attempts ?? 0,
    durationMs: member?.durationMs ?? 0,
    tokenUsage: member?.tokenUsage ?? null,
    cost: member?.cost ?? null,
    diff: member?.diff ?? null,
    checks: member?.checks ?? null,
    place: place?.place ?? null,
    score: place === undefined || !places.isJudged || others === 0 ? null : place.points / others,
    laneId: member?.laneId ?? null,
    applied: member?.applied === true,
    ...(member?.error === undefined ? {} : { error: member.error }),
  };
}

function verdictOf({ status, checks, ok }: MemberRecord, isAccepted: boolean): CandidateVerdict {
  if (isAccepted || ok) return "accepted";
  if (status === "cancelled") return "cancelled";
  return isRejected(checks) ? "rejected" : "failed";
}

/** Its agent has ended well, and a command that verifies has not. */
export function isRejected(checks: MemberRecord["checks"]): boolean {
  return checks !== undefined && checks !== null && checks.passed < checks.of;
}
