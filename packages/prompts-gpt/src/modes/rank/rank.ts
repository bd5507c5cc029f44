import type { Settled } from "../../runs/settled.ts";

/** Two candidates that were compared, and what came of it. */
export interface Match {
  readonly first: string;
  readonly second: string;
  readonly settled: Settled;
}

export interface Ranked {
  readonly id: string;
  /** From 1; candidates with as many points share one. */
  readonly place: number;
  /** 1 for each candidate that it beats; ½ where there is no winner, or no verdict. */
  readonly points: number;
}

/** Each two of them once: n × (n − 1) / 2 pairs, each of which a judge is asked twice. */
export function pairsOf(ids: readonly string[]): readonly (readonly [string, string])[] {
  return ids.flatMap((first, index) => ids.slice(index + 1).map((second) => [first, second] as const));
}

/**
 * Candidates by how many of the others they beat; those that share a place stand in the order in which they came, so the
 * caller gives first what it prefers. A match that was not played, or of an unknown candidate, counts as undecided.
 */
export function rank(ids: readonly string[], matches: readonly Match[]): readonly Ranked[] {
  const scored = ids.map((id) => ({ id, points: ids.reduce((sum, other) => sum + pointsOf(id, other, matches), 0) }));
  return scored
    .map((one) => ({ ...one, place: 1 + scored.filter(({ points }) => points > one.points).length }))
    .toSorted((a, b) => a.place - b.place);
}

function pointsOf(id: string, other: string, matches: readonly Match[]): number {
  if (id === other) return 0;
  const match = matches.find(({ first, second }) => [first, second].includes(id) && [first, second].includes(other));
  if (match?.settled.kind !== "winner") return 0.5;
  return match[match.settled.winner] === id ? 1 : 0;
}
