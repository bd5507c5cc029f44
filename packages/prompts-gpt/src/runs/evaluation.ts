import type { TokenUsage } from "../providers/provider.ts";

/** How one iteration was judged, as a group's journal keeps it. */
export interface Evaluation {
  /** By criterion, 0 to 1; null where no score could be had. */
  readonly scores: Readonly<Record<string, number | null>>;
  readonly reasons: Readonly<Record<string, string>>;
  /** Of all criteria; null unless each has a score. */
  readonly mean: number | null;
  /** Every criterion has a score and reaches the threshold. */
  readonly passed: boolean;
  /** Of all attempts. */
  readonly usage: TokenUsage;
  /** How often it was asked: 2 where the first answer could not be read. */
  readonly attempts: 1 | 2;
  /** Why there are scores missing. */
  readonly problem?: string;
}
