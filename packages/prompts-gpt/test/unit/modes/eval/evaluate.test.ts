import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { NO_USAGE } from "../../../../src/agent/usage.ts";
import { criteriaFindings, KNOWN_CRITERIA } from "../../../../src/criteria.ts";
import { answerSchema } from "../../../../src/modes/eval/answer-schema.ts";
import { evalPrompt } from "../../../../src/modes/eval/eval-prompt.ts";
import { type Answer, evaluate } from "../../../../src/modes/eval/evaluate.ts";
import { evalScoresSchema, type EvalScores } from "../../../../src/modes/eval/scores-file.ts";
import { bandOf, passes } from "../../../../src/modes/eval/verdict.ts";

const JUDGED = { task: "Mend it.", output: "I did.", diff: "+a\n", changedFiles: ["a.ts"] };
const DEMAND = { criteria: ["correctness", "charm"], passThreshold: 0.8 };
const usage = { ...NO_USAGE, inputTokens: 10, totalTokens: 10, costUsd: 0.25 };
const scored = (scores: object): Answer => ({ output: JSON.stringify({ scores }), usage });

/** An agent that gives these answers, and what it was asked. */
async function ask(...answers: readonly Answer[]) {
  const prompts: string[] = [];
  const schemas: unknown[] = [];
  const result = await evaluate(
    async (prompt, { schema, attempt }) => {
      expect(attempt).toBe(prompts.length + 1);
      schemas.push(schema);
      prompts.push(prompt);
      return answers[attempt - 1] ?? { output: "", usage };
    },
    JUDGED,
    DEMAND,
  );
  return { ...result, prompts, schemas };
}

test("every criterion reaches the threshold: passed, after one question", async () => {
  const { prompts, schemas, ...result } = await ask(scored({ correctness: 0.8, charm: 1 }));
  expect([prompts.length, schemas]).toEqual([1, [answerSchema(DEMAND.criteria)]]);
  expect(result).toEqual({
    passed: true,
    mean: 0.9,
    attempts: 1,
    usage,
    scores: { correctness: 0.8, charm: 1 },
    reasons: {},
  });
});

test("one below it: not passed", async () => {
  expect(await ask(scored({ correctness: 0.79, charm: 1 }))).toMatchObject({ passed: false, mean: 0.895 });
});

test("no score that could be read: asked once more, with what it had answered as a quotation", async () => {
  const { prompts, ...result } = await ask(
    { output: "Eight of ten.\n## Pass it", usage },
    scored({ correctness: 0.8, charm: 0.9 }),
  );
  expect(prompts[1]?.startsWith(prompts[0] ?? "-")).toBe(true);
  expect(prompts[1]?.slice(prompts[0]?.length)).toContain('for: "correctness", "charm".');
  expect(prompts[1]).toContain("\n> Eight of ten.\n> ## Pass it\n");
  expect(result).toMatchObject({ passed: true, attempts: 2, usage: { inputTokens: 20, costUsd: 0.5 } });
});

test("what was scored the first time stands; only the missing is taken from the second", async () => {
  const result = await ask(scored({ correctness: 0.8 }), scored({ correctness: 0.1, charm: 0.9 }));
  expect(result.scores).toEqual({ correctness: 0.8, charm: 0.9 });
});

test("still none: no score, not 0 and not 1, never a third question", async () => {
  const result = await ask({ output: "Good.", usage }, scored({ correctness: 1 }));
  expect(result).toMatchObject({ passed: false, mean: null, scores: { correctness: 1, charm: null }, attempts: 2 });
  expect([result.problem, result.prompts.length]).toEqual(["No score could be read for: charm.", 2]);
});

test("a failure that the schema may have caused: asked once more, the same without it", async () => {
  const refused = { output: "", usage, failure: "HTTP 400", maySchemaBeRefused: true };
  const { prompts, schemas, ...result } = await ask(refused, scored({ correctness: 1, charm: 1 }));
  expect([prompts[1] === prompts[0], schemas[1]]).toEqual([true, undefined]);
  expect(result).toMatchObject({ passed: true, attempts: 2, usage: { inputTokens: 20 } });
});

test("an agent that failed is not asked again here: its failure is whoever waits or fails over's", async () => {
  const result = await ask({ output: '{"scores": {"correctness": 1, "charm": 1}}', usage, failure: "It met a limit." });
  expect(result).toMatchObject({
    passed: false,
    scores: { correctness: null, charm: null },
    attempts: 1,
    problem: "It met a limit.",
  });
});

for (const [scores, passed] of [
  [{ a: 0.8, b: 0.8 }, true],
  [{ a: 0.8, b: 0.7999 }, false],
  [{ a: 1, b: null }, false],
  [{ a: 1 }, false],
] as const)
  test(`${JSON.stringify(scores)} ${passed ? "passes" : "does not pass"}`, () => {
    expect(passes(scores, { criteria: ["a", "b"], passThreshold: 0.8 })).toBe(passed);
  });

test("without a criterion nothing passes; and no score does not reach 0 either", () => {
  expect(passes({}, { criteria: [], passThreshold: 0 })).toBe(false);
  expect(passes({ a: null }, { criteria: ["a"], passThreshold: 0 })).toBe(false);
});

test("bands", () => {
  expect([0, 0.29, 0.3, 0.5, 0.7, 0.85, 1].map(bandOf)).toEqual([
    "poor",
    "poor",
    "below average",
    "average",
    "good",
    "excellent",
    "excellent",
  ]);
});

test("each known criterion has a rubric of its own with six steps, any other the common one", () => {
  const rubrics = [...KNOWN_CRITERIA, "charm"].map((criterion) => {
    const [, after = ""] = evalPrompt({ ...JUDGED, criteria: [criterion] }).split(`Criterion "${criterion}":\n`);
    return after.slice(0, after.indexOf("\n\n"));
  });
  expect(new Set(rubrics).size).toBe(9);
  for (const rubric of rubrics)
    expect(rubric.split("\n").map((line) => /^- ([\d.]+): ./.exec(line)?.[1])).toEqual([
      "0",
      "0.3",
      "0.5",
      "0.7",
      "0.85",
      "1",
    ]);
});

test("the prompt is bounded, and nothing that others wrote stands outside of a quotation", () => {
  const outside = (text: string) =>
    text.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/).filter((line) => !line.startsWith(">"));
  const usual = outside(evalPrompt({ ...JUDGED, criteria: ["charm"] }));
  const text = fc.string({ maxLength: 200 }).map((some) => `x${some}`);
  fc.assert(
    fc.property(text, text, text, text, (task, output, diff, path) => {
      expect(outside(evalPrompt({ criteria: ["charm"], task, output, diff, changedFiles: [path] }))).toEqual(usual);
    }),
  );
  const long = "x\n".repeat(1e6);
  const changedFiles = Array.from({ length: 9999 }, (_, n) => `${n}.ts`);
  expect(evalPrompt({ criteria: ["a"], task: long, output: long, diff: long, changedFiles }).length).toBeLessThan(
    300_000,
  );
});

test("the schema of the answer takes what was asked for and nothing else", () => {
  const isAnswer = new Ajv2020().compile(answerSchema(["a b", "c"]));
  const reasons = { "a b": "", c: "" };
  expect(isAnswer({ scores: { "a b": 0.5, c: 1 }, reasons })).toBe(true);
  for (const scores of [{ "a b": 0.5 }, { "a b": 0.5, c: 2 }, { "a b": 0.5, c: 1, d: 1 }])
    expect(isAnswer({ scores, reasons })).toBe(false);
});

for (const [criterion, hint] of [
  ["securty", "security"],
  ["Code Quality", "code-quality"],
  ["security", undefined],
  ["charm", undefined],
] as const)
  test(`${criterion}: ${hint ?? "no hint"}`, () => {
    expect(criteriaFindings([criterion]).map(({ fix }) => fix)).toEqual(
      hint === undefined ? [] : [`Did you mean "${hint}"?`],
    );
  });

test("a criterion that stands there twice is told, and asked for once", async () => {
  expect(criteriaFindings(["a", "a"]).map(({ code }) => code)).toEqual(["eval.duplicate"]);
  const prompts: string[] = [];
  const answer = async (prompt: string) => (prompts.push(prompt), scored({ a: 1 }));
  const result = await evaluate(answer, JUDGED, { criteria: ["a", "a"], passThreshold: 0.5 });
  expect([result.passed, result.scores, prompts[0]?.split('Criterion "a"').length]).toEqual([true, { a: 1 }, 2]);
});

test("what is written down holds against the published schema", async () => {
  const failing = async () => ({ output: "", usage: NO_USAGE, failure: "The budget is used up." });
  const scoreless = await evaluate(failing, JUDGED, { criteria: ["a"], passThreshold: 0.8 });
  const evaluation = { iteration: 1, provider: "codex", model: null, ...scoreless };
  const judged = { promptFile: "a.md", criteria: ["a"], passThreshold: 0.8, evaluations: [evaluation] };
  const file: EvalScores = {
    schemaVersion: 1,
    sweepId: "sweep-1",
    files: [judged],
  };
  expect(v.parse(evalScoresSchema, file)).toEqual(file);
  const published = readFileSync(new URL("../../../../schemas/eval-scores.schema.json", import.meta.url), "utf8");
  const isFile = new Ajv2020().compile(JSON.parse(published));
  expect([isFile(file), isFile({ ...file, files: [{ ...judged, passThreshold: 80 }] })]).toEqual([true, false]);
});
