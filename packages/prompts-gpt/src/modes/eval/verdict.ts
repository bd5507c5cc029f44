import { missingIn, scoreOf, type Scores } from "./parse-scores.ts";

export type Band = "poor" | "below average" | "average" | "good" | "excellent";

/** The word for a score: below 0.3 poor, 0.5 below average, 0.7 average, 0.85 good, else excellent. */
export function bandOf(score: number): Band {
  if (score < 0.3) return "poor";
  if (score < 0.5) return "below average";
  if (score < 0.7) return "average";
  return score < 0.85 ? "good" : "excellent";
}

/** Whether every criterion has a score and reaches the threshold. Never without criteria. */
export function passes(scores: Scores, { criteria, passThreshold }: Demand): boolean {
  return criteria.length > 0 && criteria.every((criterion) => (scoreOf(scores, criterion) ?? -1) >= passThreshold);
}

export interface Demand {
  readonly criteria: readonly string[];
  /** 0 to 1. */
  readonly passThreshold: number;
}

/** The mean of all criteria; null unless each of them has a score. */
export function meanOf(scores: Scores, criteria: readonly string[]): number | null {
  if (criteria.length === 0 || missingIn(scores, criteria).length > 0) return null;
  const sum = criteria.reduce((all, criterion) => all + (scoreOf(scores, criterion) ?? 0), 0);
  return Math.round((sum / criteria.length) * 1e6) / 1e6;
}
