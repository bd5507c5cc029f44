import { expect, test } from "vitest";
import { checkPromptText } from "../../../src/prompts/prompt-file.ts";

/** A prompt with this below `sweep:`, which stands on line 4. */
const check = (sweep: string) =>
  checkPromptText(`---\ntitle: A\nslug: a\nsweep:${sweep}\n---\nDo it.\n`, "/r/a.md", { root: "/r" });

test("every field arrives with its type", async () => {
  const { prompt, findings } = await check(
    "\n  defaultIterations: 3\n  maxIterations: 3\n  summaryLines: 20\n  eval:\n    criteria: [security, charm]\n    passThreshold: 0.7",
  );
  expect(findings).toEqual([]);
  expect(prompt?.sweepFields).toEqual({
    defaultIterations: 3,
    maxIterations: 3,
    summaryLines: 20,
    eval: { criteria: ["security", "charm"], passThreshold: 0.7 },
  });
});

test("without `sweep`, and without `eval` in it", async () => {
  const { prompt } = await checkPromptText("Do it.\n", "/r/a.md", { root: "/r" });
  expect(prompt?.sweepFields).toEqual({});
  expect((await check("\n  defaultIterations: 2")).prompt?.sweepFields.eval).toBeUndefined();
});

for (const [what, sweep, severity, message, fix] of [
  [
    "0 iterations",
    "\n  defaultIterations: 0",
    "error",
    '5: "sweep.defaultIterations" is 0; allowed: a whole number, 1 or more.',
    undefined,
  ],
  ["no number", "\n  maxIterations: many", "error", '5: "sweep.maxIterations" is "many"', undefined],
  [
    "more than allowed",
    "\n  maxIterations: 2\n  defaultIterations: 3",
    "error",
    '6: "sweep.defaultIterations" is 3, more than',
    undefined,
  ],
  [
    "percent",
    "\n  eval:\n    passThreshold: 80",
    "error",
    '6: "sweep.eval.passThreshold" is 80; allowed: a number from 0 to 1.',
    undefined,
  ],
  ["below 0", "\n  eval: { passThreshold: -0.1 }", "error", '5: "sweep.eval.passThreshold" is -0.1', undefined],
  [
    "no criterion",
    "\n  eval: { criteria: [] }",
    "error",
    '5: "sweep.eval.criteria" is a list; allowed: a list of 1 to 20',
    undefined,
  ],
  [
    "21 criteria",
    `\n  eval: { criteria: [${Array.from({ length: 21 }, (_, n) => `c${n}`).join(", ")}] }`,
    "error",
    '5: "sweep.eval.criteria" is a list',
    undefined,
  ],
  ["eval is a list", "\n  eval: [security]", "error", '5: "sweep.eval" is a list; allowed: a map', undefined],
  ["sweep is a number", " 3", "error", '4: "sweep" is 3; allowed: a map of keys and values.', undefined],
  [
    "a criterion spelt nearly right",
    "\n  eval:\n    criteria: [performence]",
    "warning",
    '6: The criterion "performence" is no known one',
    'Did you mean "performance"?',
  ],
  [
    "an unknown key",
    "\n  defaultIteration: 3",
    "warning",
    '5: "sweep.defaultIteration" is not a key we know',
    'Did you mean "defaultIterations"?',
  ],
  [
    "an unknown key of eval",
    "\n  eval: { treshold: 0.5 }",
    "warning",
    '5: "sweep.eval.treshold" is not a key we know',
    undefined,
  ],
] as const)
  test(`told: ${what}`, async () => {
    const { findings } = await check(sweep);
    expect(findings.length).toBe(1);
    const [found] = findings;
    expect([found?.severity, `${found?.line}: ${found?.message}`]).toEqual([
      severity,
      expect.stringContaining(message),
    ]);
    if (fix !== undefined) expect(found?.fix).toBe(fix);
  });
