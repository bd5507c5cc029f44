import type { Used } from "../prices/cost.ts";

/** What a whole undertaking may use: `budget` of the configuration, `--max-cost`, `--max-tokens`, `--max-minutes`. */
export interface Budget {
  /** US dollars, as far as they are spent: what a plan pays for is not. */
  readonly maxCostUsd?: number;
  /** Input, cached or not, and output. */
  readonly maxTokens?: number;
  /** Of our own time, waiting included; what passes between a crash and its resumption is not. */
  readonly maxMinutes?: number;
}

/** A limit that is reached, and by how much what was used lies above it. */
export type OverBudget =
  | { readonly limit: keyof Budget; readonly allowed: number; readonly used: number; readonly by: number }
  /** Something was used of which nobody knows the cost: from then on a budget of money cannot be kept. */
  | { readonly limit: "maxCostUsd"; readonly allowed: number; readonly unknown: string };

/** What the user should know about a budget: data, each once. */
export interface BudgetWarning {
  readonly code: "budget.estimated" | "budget.subscription" | "budget.untold";
  readonly message: string;
  readonly fix?: string;
}

const FLAGS: Readonly<Record<keyof Budget, string>> = {
  maxCostUsd: "--max-cost",
  maxTokens: "--max-tokens",
  maxMinutes: "--max-minutes",
};

/** `costGap` of `prices/cost.ts`. */
type GapOf = (of: Omit<Used, "usage">) => string | undefined;

/**
 * Why a budget of money could not be kept with one of these, before anything is started; undefined when it can be. An agent
 * whose cost nobody will know is refused then, not found out about when the money is gone.
 */
export function budgetProblem(
  budget: Budget,
  users: readonly Omit<Used, "usage">[],
  gapOf: GapOf,
): { readonly message: string; readonly fix: string } | undefined {
  if (budget.maxCostUsd === undefined) return undefined;
  const why = users.map(gapOf).find((gap) => gap !== undefined);
  if (why === undefined) return undefined;
  return {
    message: `A budget of $${budget.maxCostUsd} cannot be kept: ${why}.`,
    fix: "Name a model that has a price with --model, or limit tokens or time instead: --max-tokens 2000000, --max-minutes 60",
  };
}

/** What was reached, as a sentence. */
export function describeOver(over: OverBudget): string {
  const flag = FLAGS[over.limit];
  if ("unknown" in over)
    return `${flag} ${amount(over.limit, over.allowed)} cannot be kept any longer: ${over.unknown}.`;
  return `The budget is used up: ${amount(over.limit, over.used)} of ${flag} ${amount(over.limit, over.allowed)}.`;
}

function amount(limit: keyof Budget, value: number): string {
  if (limit === "maxCostUsd") return `$${value.toFixed(value < 0.1 ? 4 : 2)}`;
  return limit === "maxTokens" ? `${value} tokens` : `${Math.round(value * 10) / 10} minutes`;
}
