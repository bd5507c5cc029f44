import type { TokenUsage } from "../providers/provider.ts";

export const NO_USAGE: TokenUsage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
};

const COUNTS = ["inputTokens", "cachedInputTokens", "outputTokens", "reasoningTokens", "totalTokens"] as const;

/**
 * What this run used, when a CLI counts over the whole session. A session's total never shrinks: one that is
 * smaller than before was counted from zero, and stands as it is.
 */
export function difference(total: TokenUsage, before: TokenUsage): TokenUsage {
  if (COUNTS.some((name) => total[name] < before[name])) return total;
  const less = (name: (typeof COUNTS)[number]): number => total[name] - before[name];
  return {
    inputTokens: less("inputTokens"),
    cachedInputTokens: less("cachedInputTokens"),
    outputTokens: less("outputTokens"),
    reasoningTokens: less("reasoningTokens"),
    totalTokens: less("totalTokens"),
    ...written((total.cacheWriteTokens ?? 0) - (before.cacheWriteTokens ?? 0)),
    ...(total.costUsd === undefined ? {} : { costUsd: roundCost(Math.max(0, total.costUsd - (before.costUsd ?? 0))) }),
  };
}

/** To a millionth of a cent: what is left of adding and subtracting floats below that is noise. */
function roundCost(usd: number): number {
  return Math.round(usd * 1e8) / 1e8;
}

/** What is used after an event that follows on `before`. */
export function usageAfter(
  before: TokenUsage | undefined,
  { usage, delta }: { readonly usage: TokenUsage; readonly delta?: true },
): TokenUsage {
  return delta === true && before !== undefined ? sum(before, usage) : usage;
}

/** Few services charge for it, and few CLIs tell. */
function written(tokens: number): Pick<TokenUsage, "cacheWriteTokens"> {
  return tokens > 0 ? { cacheWriteTokens: tokens } : {};
}

/** Of several invocations together. A cost is there when one of them told its own. */
export function sumOf(usages: readonly TokenUsage[]): TokenUsage {
  return usages.reduce(sum, NO_USAGE);
}

export function sum(a: TokenUsage, b: TokenUsage): TokenUsage {
  const both = (name: (typeof COUNTS)[number]): number => a[name] + b[name];
  const hasCost = a.costUsd !== undefined || b.costUsd !== undefined;
  return {
    inputTokens: both("inputTokens"),
    cachedInputTokens: both("cachedInputTokens"),
    outputTokens: both("outputTokens"),
    reasoningTokens: both("reasoningTokens"),
    totalTokens: both("totalTokens"),
    ...written((a.cacheWriteTokens ?? 0) + (b.cacheWriteTokens ?? 0)),
    ...(hasCost ? { costUsd: roundCost((a.costUsd ?? 0) + (b.costUsd ?? 0)) } : {}),
  };
}
