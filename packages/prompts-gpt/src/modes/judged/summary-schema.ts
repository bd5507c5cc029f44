import * as v from "valibot";
import { whole } from "../../runs/group-schema.ts";

const text = v.string();
const told = (words: string) => v.nullable(v.pipe(text, v.description(words)));
const points = v.pipe(v.number(), v.minValue(0), v.maxValue(100));

/* Objects are open: within one schemaVersion keys may be added. */

const scored = {
  score: v.pipe(v.nullable(points), v.description("Out of 100; null: there is none.")),
  spread: v.pipe(
    v.nullable(points),
    v.description("The highest of the judges less the lowest; null with fewer than two."),
  ),
};

export const evalScore = v.object({
  ...scored,
  criteria: v.record(text, v.object(scored)),
  judges: v.array(
    v.object({
      name: v.pipe(text, v.description("Of its member: judge-codex.")),
      provider: text,
      model: v.nullable(text),
      score: scored.score,
      criteria: v.record(text, v.nullable(points)),
      reasons: v.record(text, text),
      problem: told("Why there are scores missing."),
    }),
  ),
});

/** `orchestrate-summary.json` of an evaluation. */
export const evalSummarySchema = v.object({
  mode: v.literal("eval"),
  runId: text,
  ...whole,
  of: told("The run that was judged; null where there was no answer."),
  threshold: v.nullable(points),
  evaluation: evalScore,
});
