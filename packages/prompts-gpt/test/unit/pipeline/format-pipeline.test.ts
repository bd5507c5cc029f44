import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPipeline } from "../../../src/pipeline/format-pipeline.ts";
import type { Pipeline, Step } from "../../../src/pipeline/pipeline.ts";
import { readPipeline } from "../../../src/pipeline/read-pipeline.ts";

// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;
const line = fc.string({
  unit: fc.oneof(
    fc.constantFrom("\n", " ", "#", ":", "-", "|", '"', "'", "é", "\t", "\r", "\u2028", "\u200B"),
    fc.string({ minLength: 1, maxLength: 1, unit: "grapheme" }),
  ),
  minLength: 1,
  maxLength: 60,
});
const text = line.map((one) => one.trim()).filter((one) => one !== "" && !CONTROL.test(one) && !one.includes("{{"));
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

const steps = fc
  .array(
    fc.record({
      task: fc.oneof(
        fc.record({ kind: fc.constant("text" as const), text }),
        fc.constant({ kind: "file" as const, path: "prompts/a b.md" }),
      ),
      provider: fc.constantFrom(undefined, "codex", "null", "true"),
      model: maybe(text),
      access: fc.constantFrom(undefined, "read" as const, "write" as const, "full" as const),
      verify: fc.array(text, { minLength: 1, maxLength: 3 }),
      retries: fc.nat(3),
      timeoutSeconds: maybe(fc.nat()),
      needs: fc.uniqueArray(fc.nat(5), { maxLength: 3 }),
      asks: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all.map(({ needs, asks, ...step }, index): Step => {
      const ids = needs.filter((need) => need < index).map((need) => `s${need}`);
      const [asked] = ids;
      const when =
        asks && asked !== undefined ? ({ kind: "is", step: asked, outcome: "succeeded" } as const) : undefined;
      return { id: `s${index}`, ...step, needs: ids, when };
    }),
  );

test("a pipeline that is written reads back the same", async () => {
  const pipelines: fc.Arbitrary<Pipeline> = fc.record({ name: maybe(text), description: maybe(text), steps });
  await fc.assert(
    fc.asyncProperty(pipelines, async (pipeline) => {
      const { pipeline: read, findings } = await readPipeline(formatPipeline(pipeline), "p.yaml");
      expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(read).toEqual(pipeline);
    }),
  );
});

test("a prompt of several lines can be edited", () => {
  const step: Step = {
    id: "a",
    task: { kind: "text", text: "One: 1\n\n  two # 2" },
    needs: [],
    verify: [],
    retries: 0,
  };
  expect(formatPipeline({ steps: [step] })).toBe(
    "steps:\n  - id: a\n    prompt: |-\n      One: 1\n\n        two # 2\n",
  );
});
