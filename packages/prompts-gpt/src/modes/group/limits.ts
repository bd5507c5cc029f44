import { ConfigError } from "../../errors.ts";
import { type Budget, budgetProblem } from "../../runs/budget.ts";
import type { LimitPolicy } from "../../runs/limit.ts";
import { resolveLimits } from "../limits-input.ts";
import type { ResolvedRun } from "../resolve-run.ts";
import type { GroupInput } from "./group-input.ts";

/** How much a group may use, and what it does at a usage limit. Refuses a budget of money that nobody could keep. */
export async function limitsOf(
  input: GroupInput,
  resolved: readonly ResolvedRun[],
): Promise<{ readonly budget: Budget; readonly limits: LimitPolicy }> {
  const [first] = resolved;
  if (first === undefined) throw new Error("a group has at least one prompt");
  const { budget, policy } = resolveLimits(input, first.config);
  await checkBudget(budget, resolved);
  return { budget, limits: policy };
}

/** The prices are loaded only where money counts. */
async function checkBudget(budget: Budget, resolved: readonly ResolvedRun[]): Promise<void> {
  if (budget.maxCostUsd === undefined) return;
  const { costGap } = await import("../../prices/cost.ts");
  const at = new Date();
  const users = resolved.map(({ facts: { provider, model = null, paidBy } }) => ({ provider, model, paidBy, at }));
  const problem = budgetProblem(budget, users, costGap);
  if (problem !== undefined) throw new ConfigError(problem.message, problem.fix);
}
