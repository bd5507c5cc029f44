import * as v from "valibot";
import { usage } from "../../agent/event-schema.ts";
import { whole } from "../../runs/group-schema.ts";

const text = v.string();
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const told = (words: string) => v.nullable(v.pipe(text, v.description(words)));

/* Objects are open: within one schemaVersion keys may be added. */

export const step = v.object({
  id: text,
  status: v.pipe(
    v.nullable(v.picklist(["succeeded", "failed", "cancelled", "skipped"])),
    v.description("Null: it was not begun, or has not ended."),
  ),
  runId: told("Of its last attempt: where its own record stands, below artifactsDir."),
  promptFile: v.pipe(text, v.description("From the project root: the pipeline, or the prompt file that it names.")),
  provider: text,
  model: v.nullable(text),
  access: v.picklist(["read", "write", "full"]),
  needs: v.array(text),
  attempts: v.pipe(count, v.description("Above 1: it was sent back.")),
  durationMs: v.pipe(v.number(), v.minValue(0), v.description("Of all attempts.")),
  tokenUsage: usage,
  changedFiles: v.pipe(v.nullable(v.array(text)), v.description("Of all attempts; null: not compared.")),
  error: v.nullable(text),
});

/** Where the steps worked. */
export const sharedLane = {
  laneId: told("The lane that the steps worked in; null: the folder itself, or none was begun."),
  applied: v.pipe(
    v.nullable(v.boolean()),
    v.description("Whether what they changed was brought into the folder; null: there is no lane."),
  ),
};

/** `orchestrate-summary.json` of a pipeline. */
export const pipelineSummarySchema = v.object({
  mode: v.literal("pipeline"),
  runId: text,
  ...whole,
  pipelineFile: v.pipe(text, v.description("From the project root.")),
  ...sharedLane,
  steps: v.pipe(v.array(step), v.description("All of them, in the order of the file.")),
});
