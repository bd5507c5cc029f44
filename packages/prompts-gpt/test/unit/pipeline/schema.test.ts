import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as v from "valibot";
import { PIPELINE_KEYS, STEP_KEYS } from "../../../src/pipeline/pipeline.ts";
import { pipelineSchema } from "../../../src/pipeline/schema.ts";

const published = JSON.parse(
  readFileSync(new URL("../../../schemas/pipeline.schema.json", import.meta.url), "utf8"),
) as { properties: { steps: { items: { properties: object } } } };

test("the published schema and the reader know the same keys", () => {
  expect(Object.keys(published.properties)).toEqual(PIPELINE_KEYS);
  expect(Object.keys(published.properties.steps.items.properties)).toEqual(STEP_KEYS);
});

test("the schema takes a pipeline and refuses what is unknown in it", () => {
  const step = { id: "a", prompt: "x", needs: [], when: "steps.b.ok", retries: 1 };
  expect(v.is(pipelineSchema, { steps: [step] })).toBe(true);
  expect(v.is(pipelineSchema, { steps: [{ ...step, modle: "x" }] })).toBe(false);
  expect(v.is(pipelineSchema, { steps: [{ ...step, id: "../x" }] })).toBe(false);
});
