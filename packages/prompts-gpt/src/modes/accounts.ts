import type { RecordedEvent, RunFacts } from "../agent/events.ts";
import type { Task } from "../agent/task.ts";
import { difference, usageAfter } from "../agent/usage.ts";
import { type Cost, costOf } from "../prices/cost.ts";
import type { TokenUsage } from "../providers/provider.ts";
import { describeOver, type OverBudget } from "../runs/budget.ts";
import { createLedger, type LedgerEntry, type LedgerInput } from "../runs/ledger.ts";

/** What a run, or several as one, has used, and its end when that is more than it may. */
export interface Accounts {
  /** Aborted when the budget is used up; its reason is a sentence. */
  readonly signal: AbortSignal;
  over(): OverBudget | undefined;
  /** What there is to say of the budget that has not been said. */
  news(): readonly { readonly message: string; readonly fix?: string }[];
  follow(runId: string): Account;
  close(): void;
}

/** Of one member. */
interface Account {
  /** What it has used so far counts at once. */
  hear(event: RecordedEvent): void;
  /** What it used in the end. */
  settle(used: { readonly usage: TokenUsage; readonly model: string | null }): Cost;
}

const LOOK_MS = 1000;

export function openAccounts(input: LedgerInput): Accounts {
  const ledger = createLedger(input);
  const stop = new AbortController();
  const look = () => {
    const over = ledger.over();
    if (over !== undefined && !stop.signal.aborted) stop.abort(describeOver(over));
  };
  // Time passes also while nobody says anything.
  const timer = input.budget.maxMinutes === undefined ? undefined : setInterval(look, LOOK_MS);
  timer?.unref();
  look();
  let said = 0;
  return {
    signal: stop.signal,
    over: () => ledger.over(),
    news() {
      const fresh = ledger.warnings().slice(said);
      said += fresh.length;
      return fresh;
    },
    follow: (runId) => openAccount(runId, { ledger, look }),
    close: () => clearInterval(timer),
  };
}

interface Book {
  readonly ledger: ReturnType<typeof createLedger>;
  look(): void;
}

function openAccount(runId: string, { ledger, look }: Book): Account {
  let facts: RunFacts | undefined;
  let model: string | undefined;
  let usage: TokenUsage | undefined;
  /** Of a session that goes on: what it had used before is of no concern here. */
  let before: TokenUsage | undefined;
  return {
    hear(event) {
      if (event.type === "run.started") facts = event.plan;
      if (event.type === "step.started") before = resumedUsage(event) ?? before;
      if (event.type === "agent.session") model = event.model;
      if (event.type !== "agent.usage" || facts === undefined) return;
      usage = usageAfter(usage, event);
      const used = event.cumulative && before !== undefined ? difference(usage, before) : usage;
      ledger.live(entryOf(runId, facts, { usage: used, model: model ?? facts.model ?? null }));
      look();
    },
    settle(used) {
      if (facts === undefined) return { kind: "unknown", why: "it did not start" };
      const entry = entryOf(runId, facts, used);
      ledger.settle(entry);
      look();
      return entry.cost;
    },
  };
}

function resumedUsage({ key, input }: Extract<RecordedEvent, { type: "step.started" }>): TokenUsage | undefined {
  if (!key.includes("/agent/")) return undefined;
  return (input as Pick<Task, "resume">).resume?.usage; // what that step is given
}

/** Priced as of now. */
export function entryOf(
  key: string,
  { provider, paidBy }: Pick<RunFacts, "provider" | "paidBy">,
  { usage, model }: Pick<LedgerEntry, "usage" | "model">,
): LedgerEntry {
  return { key, provider, model, usage, cost: costOf({ provider, model, paidBy, usage, at: new Date() }) };
}
