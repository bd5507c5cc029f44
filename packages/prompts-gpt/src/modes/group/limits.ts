import { ConfigError } from "../../errors.ts";
import { type Budget, budgetProblem } from "../../runs/budget.ts";
import type { LimitPolicy } from "../../runs/limit.ts";
import type { ResolvedRun } from "../resolve-run.ts";
import type { GroupInput } from "./group-input.ts";

const FLAGS = { maxCostUsd: "--max-cost", maxTokens: "--max-tokens", maxMinutes: "--max-minutes" } as const;

/** How much a group may use, and what it does at a usage limit. Refuses a budget of money that nobody could keep. */
export async function limitsOf(
  input: GroupInput,
  resolved: readonly ResolvedRun[],
): Promise<{ readonly budget: Budget; readonly limits: LimitPolicy }> {
  const budget: Budget = {};
  for (const name of ["maxCostUsd", "maxTokens", "maxMinutes"] as const) {
    const value = input[name];
    if (value === undefined) continue;
    if (!Number.isFinite(value) || value <= 0)
      throw new ConfigError(`${FLAGS[name]} takes a number above 0; not ${value}.`, `${FLAGS[name]} 10`);
    Object.assign(budget, { [name]: value });
  }
  await checkBudget(budget, resolved);
  const { maxWaitMinutes = 60, failover = false } = input;
  if (!Number.isFinite(maxWaitMinutes) || maxWaitMinutes < 0)
    throw new ConfigError(`--max-wait takes minutes, 0 or more; not ${maxWaitMinutes}.`, "--max-wait 60");
  return { budget, limits: { wait: maxWaitMinutes > 0, maxWaitMinutes, failover } };
}

async function checkBudget(budget: Budget, resolved: readonly ResolvedRun[]): Promise<void> {
  if (budget.maxCostUsd === undefined) return;
  const { costGap } = await import("../../prices/cost.ts");
  const at = new Date();
  const users = resolved.map(({ facts: { provider, model = null, paidBy } }) => ({ provider, model, paidBy, at }));
  const problem = budgetProblem(budget, users, costGap);
  if (problem !== undefined) throw new ConfigError(problem.message, problem.fix);
}
