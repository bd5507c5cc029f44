import * as v from "valibot";
import { whole } from "../../runs/group-schema.ts";
import { evalScore } from "../judged/summary-schema.ts";
import { sharedLane, step } from "../pipeline/summary-schema.ts";

const text = v.string();

/* Objects are open: within one schemaVersion keys may be added. */

/** `orchestrate-summary.json` of a goal. */
export const autoSummarySchema = v.object({
  mode: v.literal("auto"),
  runId: text,
  ...whole,
  goal: text,
  qualityGate: v.pipe(v.number(), v.minValue(0), v.maxValue(100)),
  planText: v.pipe(
    v.nullable(text),
    v.description("A pipeline file; where none could be read, the agent's last answer. Null: it has not come to that."),
  ),
  generatedSteps: v.array(v.object({ name: text, access: text, needs: v.array(text) })),
  ...sharedLane,
  steps: v.pipe(v.array(step), v.description("Of the plan that was accepted, in its order.")),
  evaluation: v.pipe(v.nullable(evalScore), v.description("Null: it has not come to that.")),
});
