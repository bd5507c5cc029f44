import type { Config } from "../config/config.ts";
import { ConfigError } from "../errors.ts";
import type { Budget } from "../runs/budget.ts";
import type { LimitPolicy } from "../runs/limit.ts";

/** What everything together may use, each in place of what the configuration says. */
export interface BudgetInput {
  /** `--max-cost`: US dollars, more than 0. Default: `budget.maxCostUsd`, else no limit. With an agent whose cost nobody will know: a ConfigError. */
  readonly maxCostUsd?: number;
  /** `--max-tokens`: input, cached or not, and output; whole, 1 or more. Default: `budget.maxTokens`, else no limit. */
  readonly maxTokens?: number;
  /** `--max-minutes`: waits included; more than 0. Default: `budget.maxMinutes`, else no limit. */
  readonly maxMinutes?: number;
}

/** The same, and what is done about an agent's limits. */
export interface LimitsInput extends BudgetInput {
  /** `--max-wait`: minutes for a usage limit, until an agent gets on again; 0 = do not wait. Default: `rateLimit.maxWaitMinutes`, 60. */
  readonly maxWaitMinutes?: number;
  /** `--failover`: at a usage limit another agent goes on. Default: `rateLimit.failover`, false. */
  readonly failover?: boolean;
}

/** Throws a {@link ConfigError} for a number that limits nothing. */
export function resolveLimits(
  input: LimitsInput,
  { budget, rateLimit }: Pick<Config, "budget" | "rateLimit">,
): { readonly budget: Budget; readonly policy: LimitPolicy } {
  const { maxCostUsd, maxTokens, maxMinutes, maxWaitMinutes, failover } = input;
  check("--max-cost", maxCostUsd, { allowed: "a number of US dollars, more than 0", holds: (value) => value > 0 });
  check("--max-tokens", maxTokens, {
    allowed: "a whole number from 1",
    holds: (value) => Number.isSafeInteger(value) && value >= 1,
  });
  check("--max-minutes", maxMinutes, { allowed: "a number of minutes, more than 0", holds: (value) => value > 0 });
  check("--max-wait", maxWaitMinutes, { allowed: "a number of minutes, 0 or more", holds: (value) => value >= 0 });
  return {
    budget: { ...budget, ...defined({ maxCostUsd, maxTokens, maxMinutes }) },
    policy: {
      ...rateLimit,
      ...(maxWaitMinutes === undefined ? {} : { wait: maxWaitMinutes > 0, maxWaitMinutes }),
      ...(failover === undefined ? {} : { failover }),
    },
  };
}

interface Rule {
  readonly allowed: string;
  holds(value: number): boolean;
}

function check(flag: string, value: number | undefined, { allowed, holds }: Rule): void {
  if (value === undefined || (Number.isFinite(value) && holds(value))) return;
  throw new ConfigError(`${flag} must be ${allowed}, but is ${value}.`, `${flag} 5`);
}

function defined<K extends string>(values: Readonly<Record<K, number | undefined>>): Partial<Record<K, number>> {
  const entries = Object.entries<number | undefined>(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Record<K, number>>; // fewer of the same keys
}
