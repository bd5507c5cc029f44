import { costOf } from "../prices/cost.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { RunMeta } from "./record.ts";

/**
 * What a run used, as its record tells it (`metaOf`): also of one that was killed. A run that goes on after a crash is
 * another run, with a key of its own.
 */
export function entryOf(
  run: Pick<RunMeta, "runId" | "provider" | "model" | "paidBy" | "tokenUsage" | "startedAt">,
): LedgerEntry {
  const { runId: key, provider, model, paidBy, tokenUsage: usage } = run;
  return { key, provider, model, usage, cost: costOf({ provider, model, paidBy, usage, at: new Date(run.startedAt) }) };
}
