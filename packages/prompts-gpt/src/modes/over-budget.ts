import { adviceFor } from "../agent/failure-advice.ts";
import type { RecordedEvent } from "../agent/events.ts";
import type { RunAgent, Session } from "../agent/task.ts";
import { providerOf } from "../providers/index.ts";
import type { Verdict } from "../runs/with-run.ts";
import type { RunPromptInput } from "./run-input.ts";

/*
 * A budget that is used up stops an agent as Ctrl-C does; but nobody has changed his mind: it is a failure, and a kind of its own.
 */

/** Of a run, while it goes on. One that is part of another has the signal alone: the other one counts. */
export interface BudgetWatch {
  /** Aborted when it is used up; its reason is a sentence. */
  readonly signal: AbortSignal;
  hear?(event: RecordedEvent): void;
  /** What there is to say of it in the end. */
  news?(verdict: Verdict): readonly { readonly message: string; readonly fix?: string }[];
  close?(): void;
}

/** Does the work of a run within its budget, which is told of everything that it uses. */
export async function withinBudget(
  budget: BudgetWatch | undefined,
  session: Session,
  work: (session: Session) => Promise<Verdict>,
): Promise<Verdict> {
  if (budget === undefined) return work(session);
  const bounded = { ...session, signal: AbortSignal.any([session.signal, budget.signal]) };
  const verdict = verdictWithin(budget, bounded, await work(bounded));
  const news = (budget.news?.(verdict) ?? []).map((one) => ({ type: "run.warning" as const, ...one }));
  await session.emit(...news);
  return verdict;
}

/** A listener that tells the budget too. */
export function heardBy(
  budget: BudgetWatch | undefined,
  onEvent: RunPromptInput["onEvent"],
): RunPromptInput["onEvent"] {
  if (budget?.hear === undefined) return onEvent;
  return (event) => {
    budget.hear?.(event);
    return onEvent?.(event);
  };
}

/** The same agent: when it was the budget that stopped it, its outcome says so. */
export function agentWithin(budget: BudgetWatch | undefined, run: RunAgent): RunAgent {
  return async (task, session) => {
    const told = await run(task, session);
    if (told.exit.kind !== "cancelled" || !isStoppedBy(budget, session)) return told;
    const provider = providerOf(task.provider, task.settings.custom);
    const advice = adviceFor("over-budget", { provider, detail: told.exit.why, resetAt: undefined });
    return { ...told, failure: { kind: "over-budget", ...advice } };
  };
}

/** How a run ended that a budget may have stopped: its agent, or what verifies its result. */
function verdictWithin(budget: BudgetWatch, session: Session, verdict: Verdict): Verdict {
  if (verdict.status !== "cancelled" || !isStoppedBy(budget, session)) return verdict;
  return { status: "failed", exitCode: 1, message: String(session.signal.reason) };
}

/** Whoever was first. */
function isStoppedBy(budget: BudgetWatch | undefined, { signal }: Session): boolean {
  return budget?.signal.aborted === true && signal.reason === budget.signal.reason;
}
