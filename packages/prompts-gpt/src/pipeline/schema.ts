import * as v from "valibot";
import { MOST_RETRIES, MOST_STEPS, STEP_ID } from "./pipeline.ts";

const text = v.pipe(v.string(), v.minLength(1));
const said = (words: string) => v.pipe(text, v.description(words));
const seconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.description("Of each attempt; 0 is no limit."));
const needs = v.pipe(v.array(text), v.description("Ids of the steps that have to end, and well, before this one."));

const stepSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(STEP_ID), v.description("Like no other, whatever the case of its letters.")),
  prompt: v.exactOptional(said("What the agent is to do; {{steps.ID.summary}} is what a needed step said in the end.")),
  promptFile: v.exactOptional(said("The same as a prompt file: its path from the project root. Instead of prompt.")),
  provider: v.exactOptional(said("The name of a provider; never a command.")),
  model: v.exactOptional(text),
  access: v.exactOptional(
    v.pipe(v.picklist(["read", "write", "full"]), v.description("May narrow what the run has, never widen it.")),
  ),
  needs: v.exactOptional(needs),
  verify: v.exactOptional(
    v.pipe(
      v.array(text),
      v.description("Commands that must exit 0. They run only after prompts-gpt trust, or --trust."),
    ),
  ),
  when: v.exactOptional(
    said("steps.ID.ok, .failed or .skipped, with !, &&, || and brackets; decides about the steps that it names."),
  ),
  retries: v.exactOptional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0),
      v.maxValue(MOST_RETRIES),
      v.description("How often the step is sent back with what verify said."),
    ),
  ),
  timeoutSeconds: v.exactOptional(seconds),
});

/** `.prompts-gpt/pipelines/*.yaml`, for editors; what depends on other steps is told by `validate`. */
export const pipelineSchema = v.strictObject({
  name: v.exactOptional(text),
  description: v.exactOptional(text),
  steps: v.pipe(v.array(stepSchema), v.minLength(1), v.maxLength(MOST_STEPS)),
});
