import * as v from "valibot";
import { usage } from "../agent/event-schema.ts";

const text = v.string();
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const usd = v.pipe(v.number(), v.minValue(0), v.description("US dollars."));
const said = (words: string) => v.pipe(text, v.description(words));
const told = (words: string) => v.nullable(said(words));
const status = v.picklist(["succeeded", "failed", "cancelled"]);

/* Objects are open: within one schemaVersion keys may be added. */

export const cost = v.variant("kind", [
  v.object({ kind: v.literal("reported"), usd }),
  v.object({ kind: v.literal("estimated"), usd, service: said("Whose list prices.") }),
  v.object({ kind: v.literal("subscription") }),
  v.object({ kind: v.literal("unknown"), why: text }),
]);

export const diff = v.pipe(
  v.nullable(v.object({ files: count, added: count, removed: count })),
  v.description("How much was changed: lines of files that are text; null: not compared."),
);
export const checks = v.pipe(
  v.nullable(v.object({ passed: count, of: count })),
  v.description("How many verify commands exited with 0; null: none ran."),
);

const member = {
  name: said("iteration-2, audit.iteration-2 or prompt-1."),
  runId: said("Of its last attempt: where its own record stands, below artifactsDir."),
  ok: v.boolean(),
  status,
  exitCode: count,
  provider: text,
  model: v.nullable(text),
  durationMs: v.pipe(v.number(), v.minValue(0), v.description("Of the last attempt.")),
  tokenUsage: usage,
  cost,
  sessionId: v.nullable(text),
  changedFiles: v.pipe(v.nullable(v.array(text)), v.description("At most 200; null: not compared.")),
  diff: v.exactOptional(diff),
  checks: v.exactOptional(checks),
  laneId: v.exactOptional(said("The lane that it worked in.")),
  failure: v.exactOptional(v.object({ kind: text, message: text, fix: text, resetAt: v.exactOptional(text) })),
  error: v.exactOptional(text),
  iteration: v.pipe(v.nullable(count), v.description("Of a sweep, from 1.")),
  attempts: v.pipe(count, v.minValue(1)),
  applied: v.pipe(v.nullable(v.boolean()), v.description("Of one in a lane: whether its changes were brought back.")),
  score: v.pipe(v.nullable(share), v.description("Mean of all criteria; null: not judged, or no score could be had.")),
  commit: told("Of --commit-each: the full hash; null where nothing had changed."),
};

const lost = v.object({
  name: text,
  runId: text,
  provider: text,
  model: v.nullable(text),
  tokenUsage: usage,
  snapshot: told("What stood in the working tree when the run was resumed: prompts-gpt restore <snapshot>."),
});

export const whole = {
  schemaVersion: v.literal(1),
  status: v.pipe(v.nullable(status), v.description("Null: it has not ended.")),
  ok: v.boolean(),
  startedAt: said("ISO 8601 UTC."),
  completedAt: told("ISO 8601 UTC."),
  durationMs: v.pipe(v.number(), v.minValue(0)),
  exitCode: v.nullable(count),
  error: told("One sentence, when it was no success."),
  tokenUsage: v.pipe(usage, v.description("Of everything: retries, evaluations and what was begun anew too.")),
  lost: v.pipe(v.array(lost), v.description("Members that a resumption began anew.")),
  warnings: v.array(text),
};

const stops = ["failed", "cancelled", "passed", "stable", "over-budget", "conflict", "skipped"] as const;

const sweptPart = v.object({
  part: said("Name of the prompt, unlike every other in the sweep."),
  promptFile: said("From the project root."),
  ok: v.pipe(v.nullable(v.boolean()), v.description("Null: it has not ended.")),
  stopped: v.pipe(v.nullable(v.picklist(stops)), v.description("Why there were fewer iterations than planned.")),
  members: v.pipe(v.array(v.object(member)), v.description("The iterations, each after its last attempt.")),
});

/** `sweep-manifest.json` of a run directory. */
export const sweepManifestSchema = v.object({
  sweepId: text,
  promptFile: told("From the project root; null for several files."),
  ...whole,
  files: v.array(sweptPart),
});

/** `batch-summary.json` of a run directory. */
export const batchSummarySchema = v.object({
  batchId: text,
  ...whole,
  succeeded: count,
  failed: count,
  results: v.pipe(
    v.array(v.object({ promptFile: said("From the project root."), ...member })),
    v.description("One for each prompt that was begun."),
  ),
});
