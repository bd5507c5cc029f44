import type { RunPlan, TokenUsage } from "../index.ts";

/** `0.4s`, `12s`, `3m 05s`, `1h 02m`. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const two = (number: number) => String(number).padStart(2, "0");
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  return `${Math.floor(seconds / 3600)}h ${two(Math.floor((seconds % 3600) / 60))}m`;
}

/** How long ago, as short as can be: `now`, `5m`, `3h`, `12d`. */
export function ago(time: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (!(minutes >= 1)) return "now";
  if (minutes < 60) return `${minutes}m`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 1440)}d`;
}

/** `845`, `12.3k`, `4.1M`. */
export function count(number: number): string {
  if (number < 1000) return String(number);
  return number < 999_950 ? `${(number / 1000).toFixed(1)}k` : `${(number / 1e6).toFixed(1)}M`;
}

/** Tokens as people compare them; cost only where the agent says so. */
export function usageText(usage: TokenUsage): string {
  const cached = usage.cachedInputTokens > 0 ? ` (${count(usage.cachedInputTokens)} cached)` : "";
  const cost = usage.costUsd === undefined ? "" : `, $${usage.costUsd.toFixed(usage.costUsd < 0.1 ? 4 : 2)}`;
  return `${count(usage.inputTokens)} in${cached}, ${count(usage.outputTokens)} out${cost}`;
}

export function limitText(seconds: number): string {
  return seconds === 0 ? "none" : duration(seconds * 1000);
}

/** Undefined: there is none. */
export function budgetText({ maxCostUsd, maxTokens, maxMinutes }: RunPlan["budget"]): string | undefined {
  const limits = [
    ...(maxCostUsd === undefined ? [] : [`$${maxCostUsd}`]),
    ...(maxTokens === undefined ? [] : [plural(maxTokens, "token")]),
    ...(maxMinutes === undefined ? [] : [limitText(maxMinutes * 60)]),
  ];
  return limits.length === 0 ? undefined : limits.join(", ");
}

export function plural(number: number, word: string): string {
  const many = word.endsWith("s") ? `${word}es` : `${word}s`;
  return `${number} ${number === 1 ? word : many}`;
}
