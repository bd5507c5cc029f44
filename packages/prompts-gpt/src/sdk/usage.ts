import { ConfigError } from "../errors.ts";
import { parseSince } from "../runs/since.ts";
import { reportUsage, USAGE_GROUPS, type UsageBy, type UsageReport } from "../runs/usage-report.ts";
import { openPlace, type Place } from "./place.ts";

export type { UsageBy, UsageReport };

export interface UsageInput extends Place {
  /** `24h`, `7d`, `2w`, a day like `2026-11-01`, or an instant. Default: all runs that are kept. */
  readonly since?: string;
  /** Default: `provider`. */
  readonly by?: UsageBy;
}

/**
 * Tokens and US dollars of the runs of a project: what agents reported, what list prices come to, and what a plan paid
 * for, apart. Runs that were removed (`maxRunDirs`) are not in it. Throws a ConfigError for a `since` that is no time.
 */
export async function summarizeUsage(input: UsageInput = {}): Promise<UsageReport> {
  const { since, by = "provider" } = input;
  if (!USAGE_GROUPS.includes(by))
    throw new ConfigError(
      `${JSON.stringify(by)} is none of ${USAGE_GROUPS.join(", ")}.`,
      "prompts-gpt runs usage --by model",
    );
  const from = since === undefined ? undefined : parseSince(since, new Date());
  return reportUsage((await openPlace(input)).artifactsDir, { since: from, by });
}
