import * as v from "valibot";

const score = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const usageSchema = v.object({
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  totalTokens: count,
  costUsd: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.description("US dollars, where the CLI says so."))),
});

const evaluationSchema = v.strictObject({
  iteration: v.pipe(count, v.minValue(1)),
  provider: v.pipe(v.string(), v.description("Who judged.")),
  model: v.nullable(v.string()),
  scores: v.pipe(
    v.record(v.string(), v.nullable(score)),
    v.description("By criterion, 0 to 1; null where no score could be had."),
  ),
  reasons: v.pipe(v.record(v.string(), v.string()), v.description("By criterion, in the words of who judged.")),
  mean: v.pipe(v.nullable(score), v.description("Of all criteria; null unless each has a score.")),
  passed: v.pipe(v.boolean(), v.description("Every criterion has a score and reaches the threshold.")),
  attempts: v.pipe(
    v.picklist([1, 2]),
    v.description("How often it was asked; 2 where the first answer could not be read."),
  ),
  problem: v.exactOptional(v.pipe(v.string(), v.description("Why scores are missing."))),
  usage: usageSchema,
});

/** Each file of a sweep may ask for something else. */
const judgedFileSchema = v.strictObject({
  promptFile: v.pipe(v.string(), v.description("From the project root.")),
  criteria: v.array(v.string()),
  passThreshold: score,
  evaluations: v.pipe(v.array(evaluationSchema), v.description("In the order in which the iterations ended.")),
});

/** `eval-scores.json` of a run directory: what a sweep's iterations were judged to be. */
export const evalScoresSchema = v.strictObject({
  schemaVersion: v.literal(1),
  sweepId: v.string(),
  files: v.pipe(v.array(judgedFileSchema), v.description("Those of which something was judged.")),
});

export type EvalScores = v.InferOutput<typeof evalScoresSchema>;
