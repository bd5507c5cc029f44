import type { Budget } from "../../runs/budget.ts";
import type { LimitPolicy } from "../../runs/limit.ts";
import { resolveLimits } from "../limits-input.ts";
import type { ResolvedRun } from "../resolve-run.ts";
import { checkBudget } from "../run-budget.ts";
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
