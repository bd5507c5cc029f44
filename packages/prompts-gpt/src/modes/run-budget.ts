import type { RunFacts } from "../agent/events.ts";
import type { Config } from "../config/config.ts";
import { ConfigError } from "../errors.ts";
import { type Budget, budgetProblem, describeOver } from "../runs/budget.ts";
import { openAccounts } from "./accounts.ts";
import { type BudgetInput, resolveLimits } from "./limits-input.ts";
import type { BudgetWatch } from "./over-budget.ts";

/** What is known of a run when its budget is looked at. */
export interface BudgetedRun {
  readonly config: Config;
  readonly facts: RunFacts;
}

/** How much a run of its own may use. Refuses a budget of money that nobody could keep. */
export async function budgetFor(input: BudgetInput, run: BudgetedRun): Promise<Budget> {
  const { budget } = resolveLimits(input, run.config);
  await checkBudget(budget, [run]);
  return budget;
}

/** Of a run, what says whether its cost will be known. */
export interface Spender {
  readonly facts: Pick<RunFacts, "provider" | "model" | "paidBy">;
}

/** The prices are loaded only where money counts. */
export async function checkBudget(budget: Budget, runs: readonly Spender[]): Promise<void> {
  if (budget.maxCostUsd === undefined) return;
  const { costGap } = await import("../prices/cost.ts");
  const at = new Date();
  const users = runs.map(({ facts: { provider, model = null, paidBy } }) => ({ provider, model, paidBy, at }));
  const problem = budgetProblem(budget, users, costGap);
  if (problem !== undefined) throw new ConfigError(problem.message, problem.fix);
}

export function openRunBudget(budget: Budget, runId: string): Required<BudgetWatch> {
  const accounts = openAccounts({ budget });
  const { hear } = accounts.follow(runId);
  return {
    signal: accounts.signal,
    hear,
    close: accounts.close,
    news({ status }) {
      const over = status === "succeeded" ? accounts.over() : undefined;
      const late = over === undefined ? [] : [{ message: `${describeOver(over)} The agent had ended by then.` }];
      return [...accounts.news(), ...late];
    },
  };
}
