import type { TokenUsage } from "../providers/provider.ts";

/** How one iteration was judged, as a group's journal keeps it. */
export interface Evaluation {
  /** By criterion, 0 to 1; null where no score could be had. */
  readonly scores: Readonly<Record<string, number | null>>;
  readonly reasons: Readonly<Record<string, string>>;
  /** Of all criteria; null unless each has a score. */
  readonly mean: number | null;
  readonly passed: boolean;
  readonly usage: TokenUsage;
  readonly attempts: 0 | 1 | 2;
  readonly problem?: string;
}
