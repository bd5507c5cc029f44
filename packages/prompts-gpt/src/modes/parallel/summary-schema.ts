import * as v from "valibot";
import { usage } from "../../agent/event-schema.ts";
import { checks, cost, diff, whole } from "../../runs/group-schema.ts";

const text = v.string();
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const said = (words: string) => v.pipe(text, v.description(words));
const told = (words: string) => v.nullable(said(words));

/* Objects are open: within one schemaVersion keys may be added. */

const candidate = v.object({
  name: said("provider-codex; of several attempts attempt-1."),
  runId: told("Of its last attempt: where its own record stands, below artifactsDir. Null: it was never begun."),
  verdict: v.pipe(
    v.nullable(v.picklist(["accepted", "rejected", "failed", "cancelled"])),
    v.description("rejected: a verify command did not exit with 0; no failure of the race. Null: it has not ended."),
  ),
  status: v.pipe(
    v.nullable(v.picklist(["succeeded", "failed", "cancelled"])),
    v.description("Of its own record: there, what was rejected is failed. The exit code of the race goes by verdict."),
  ),
  provider: text,
  model: v.nullable(text),
  attempts: count,
  durationMs: v.pipe(v.number(), v.minValue(0), v.description("Of the last attempt.")),
  tokenUsage: v.nullable(usage),
  cost: v.nullable(cost),
  diff,
  checks,
  place: v.pipe(v.nullable(count), v.description("Among those that are accepted, from 1; several may share one.")),
  score: v.pipe(
    v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    v.description("The share of the others that it beats, half of one for a draw; null: nobody judged."),
  ),
  laneId: told("What it changed is kept under that name: prompts-gpt runs apply."),
  applied: v.pipe(v.boolean(), v.description("Brought into the working tree by the run itself.")),
  error: v.exactOptional(text),
});

const match = v.object({
  first: text,
  second: text,
  winner: told("Null where there is none."),
  outcome: v.picklist(["winner", "tie", "disagreement", "unread"]),
  reasons: v.array(text),
});

/** `orchestrate-summary.json` of a parallel run. */
export const parallelSummarySchema = v.object({
  mode: v.literal("parallel"),
  runId: text,
  promptFile: told("From the project root; null for text that was given as it stands."),
  ...whole,
  accepted: v.pipe(v.boolean(), v.description("At least one candidate may be accepted.")),
  winner: told("The best of them, by its name."),
  judge: told("Who ranked them."),
  candidates: v.pipe(v.array(candidate), v.description("All that were planned, in that order.")),
  matches: v.pipe(v.array(match), v.description("What the judge said of each two, asked twice.")),
});
