import { NO_USAGE, sum } from "../agent/usage.ts";
import type { Cost } from "../prices/cost.ts";
import type { TokenUsage } from "../providers/provider.ts";
import type { Budget, BudgetWarning, OverBudget } from "./budget.ts";

/** What one use of an agent took: an iteration, a retry, an evaluation, an attempt that was interrupted. */
export interface LedgerEntry {
  /** Of this one use alone: an attempt that is made once more has another. */
  readonly key: string;
  readonly provider: string;
  readonly model: string | null;
  readonly usage: TokenUsage;
  readonly cost: Cost;
}

export interface LedgerTotals {
  /** Without `costUsd`: that stands below. */
  readonly usage: TokenUsage;
  /** US dollars, reported and estimated ones together. */
  readonly usd: number;
  readonly reportedUsd: number;
  readonly estimatedUsd: number;
  /** Tokens that a plan pays for, and those of which nobody knows the cost. */
  readonly subscriptionTokens: number;
  readonly unknownTokens: number;
  readonly minutes: number;
  readonly entries: number;
}

export interface LedgerInput {
  readonly budget: Budget;
  /** Of an earlier process of the same undertaking, from its journal. */
  readonly entries?: readonly LedgerEntry[];
  /** What that one took; milliseconds. */
  readonly earlierMs?: number;
  /** Milliseconds; default: a clock that only goes forward. */
  readonly now?: () => number;
}

/** One account of everything that agents use: over iterations, files, lanes, retries, evaluations and resumed runs. */
export interface Ledger {
  /** What one that is still at work has used so far, in place of what it said before. */
  live(entry: LedgerEntry): void;
  /** What it used in the end. The same key counts once, however often it is settled. */
  settle(entry: LedgerEntry): void;
  /** The first limit that is reached. */
  over(): OverBudget | undefined;
  totals(): LedgerTotals;
  /** Each once, in the order in which they came up. */
  warnings(): readonly BudgetWarning[];
  /** To be kept: a ledger made from them goes on where this one is. */
  entries(): readonly LedgerEntry[];
}

export function createLedger({
  budget,
  entries = [],
  earlierMs = 0,
  now = () => performance.now(),
}: LedgerInput): Ledger {
  const started = now();
  const settled = new Map(entries.map((entry) => [entry.key, entry]));
  const live = new Map<string, LedgerEntry>();
  let totals = [...settled.values()].reduce(add, NOTHING);
  /** Only what is at work is added up anew: a sweep may have thousands of iterations. */
  const all = (): Sum => [...live.values()].reduce(add, totals);
  const minutes = () => (earlierMs + now() - started) / 60_000;
  return {
    live(entry) {
      if (!settled.has(entry.key)) live.set(entry.key, entry);
    },
    settle(entry) {
      live.delete(entry.key);
      const isNew = !settled.has(entry.key);
      settled.set(entry.key, entry);
      totals = isNew ? add(totals, entry) : [...settled.values()].reduce(add, NOTHING);
    },
    over: () => overOf(budget, all(), minutes()),
    totals: () => ({ ...shown(all()), minutes: minutes() }),
    warnings: () => warningsOf(budget, all()),
    entries: () => [...settled.values(), ...live.values()],
  };
}

interface Sum extends Omit<LedgerTotals, "usd" | "minutes"> {
  readonly plans: readonly string[];
  /** Providers that told no tokens at all. */
  readonly untold: readonly string[];
  /** Why the cost of something that used tokens is not known. */
  readonly unknown?: string;
}

const NOTHING: Sum = {
  usage: NO_USAGE,
  reportedUsd: 0,
  estimatedUsd: 0,
  subscriptionTokens: 0,
  unknownTokens: 0,
  entries: 0,
  plans: [],
  untold: [],
};

function add(before: Sum, { provider, usage: { costUsd: _inCost, ...usage }, cost }: LedgerEntry): Sum {
  const after = { ...before, usage: sum(before.usage, usage), entries: before.entries + 1 };
  const tokens = usage.totalTokens;
  switch (cost.kind) {
    case "reported":
      return { ...after, reportedUsd: before.reportedUsd + cost.usd };
    case "estimated":
      return { ...after, estimatedUsd: before.estimatedUsd + cost.usd };
    case "subscription":
      return {
        ...after,
        subscriptionTokens: before.subscriptionTokens + tokens,
        plans: withOne(before.plans, provider),
      };
    case "unknown":
      // It may have ended before it could tell anything, or have used nothing: a refused login.
      if (tokens === 0) return { ...after, untold: withOne(before.untold, provider) };
      return { ...after, unknownTokens: before.unknownTokens + tokens, unknown: before.unknown ?? cost.why };
  }
}

function withOne(names: readonly string[], name: string): readonly string[] {
  return names.includes(name) ? names : [...names, name];
}

function shown({ plans: _plans, untold: _untold, unknown: _unknown, ...sums }: Sum): Omit<LedgerTotals, "minutes"> {
  const cents = (usd: number) => Math.round(usd * 1e8) / 1e8;
  const [reportedUsd, estimatedUsd] = [cents(sums.reportedUsd), cents(sums.estimatedUsd)];
  return { ...sums, reportedUsd, estimatedUsd, usd: cents(reportedUsd + estimatedUsd) };
}

function overOf({ maxCostUsd, maxTokens, maxMinutes }: Budget, sums: Sum, minutes: number): OverBudget | undefined {
  const { usd, usage } = shown(sums);
  if (maxCostUsd !== undefined && usd >= maxCostUsd) return reached("maxCostUsd", maxCostUsd, usd);
  if (maxCostUsd !== undefined && sums.unknown !== undefined)
    return { limit: "maxCostUsd", allowed: maxCostUsd, unknown: sums.unknown };
  if (maxTokens !== undefined && usage.totalTokens >= maxTokens)
    return reached("maxTokens", maxTokens, usage.totalTokens);
  if (maxMinutes !== undefined && minutes >= maxMinutes) return reached("maxMinutes", maxMinutes, minutes);
  return undefined;
}

function reached(limit: keyof Budget, allowed: number, used: number): OverBudget {
  return { limit, allowed, used, by: used - allowed };
}

function warningsOf(budget: Budget, { estimatedUsd, plans, untold }: Sum): BudgetWarning[] {
  if (budget.maxCostUsd === undefined && budget.maxTokens === undefined) return [];
  const warnings: BudgetWarning[] = [];
  if (budget.maxCostUsd !== undefined && estimatedUsd > 0)
    warnings.push({
      code: "budget.estimated",
      message: "Part of the cost is an estimate from list prices; what is billed may differ.",
    });
  if (budget.maxCostUsd !== undefined && plans.length > 0)
    warnings.push({
      code: "budget.subscription",
      message: `${plans.join(", ")}: paid by a subscription, so --max-cost does not limit it.`,
      fix: "Limit what it may use: --max-tokens 2000000",
    });
  if (untold.length > 0)
    warnings.push({
      code: "budget.untold",
      message: `${untold.join(", ")}: told nothing of what it used in some attempts; the budget does not know of it.`,
    });
  return warnings;
}
