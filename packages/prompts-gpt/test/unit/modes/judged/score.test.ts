import { expect, test } from "vitest";
import { NO_USAGE } from "../../../../src/agent/usage.ts";
import type { Score } from "../../../../src/modes/eval/score-step.ts";
import { evalScoreOf } from "../../../../src/modes/judged/score.ts";
import { shortfall } from "../../../../src/modes/judged/shortfall.ts";

function score(name: string, scores: Readonly<Record<string, number | null>>): Score {
  const known = Object.values(scores);
  const isWhole = known.every((one) => one !== null);
  const mean = isWhole ? known.reduce((sum, one) => sum + one, 0) / known.length : null;
  const evaluation = { scores, reasons: { a: "It is so" }, mean, passed: false, usage: NO_USAGE, attempts: 1 } as const;
  const problem = isWhole ? {} : { problem: "It said nothing." };
  const demand = { criteria: Object.keys(scores), passThreshold: 0.8 };
  return { kind: "score", name, demand, evaluation: { ...evaluation, ...problem }, provider: name, model: null };
}

test("mean and spread of all, and of each criterion", () =>
  expect(evalScoreOf([score("x", { a: 0.9, b: 0.5 }), score("y", { a: 0.7, b: 0.9 })])).toMatchObject({
    score: 75,
    spread: 10,
    criteria: { a: { score: 80, spread: 20 }, b: { score: 70, spread: 40 } },
  }));

test("who gave no score counts for nothing, neither as 0 nor as 100", () =>
  expect(evalScoreOf([score("x", { a: 0.6 }), score("y", { a: null })])).toMatchObject({
    score: 60,
    spread: null,
    judges: [{ score: 60 }, { score: null, problem: "It said nothing." }],
  }));

test("of a judge that was asked again the last word counts", () =>
  expect(evalScoreOf([score("x", { a: null }), score("x", { a: 0.4 })])).toMatchObject({ score: 40, judges: [{}] }));

test("judges stand in the order in which they were asked for, whoever was faster", () => {
  const { judges } = evalScoreOf([score("y", { a: 1 }), score("x", { a: 1 })], [{ name: "x" }, { name: "y" }]);
  expect(judges.map(({ name }) => name)).toEqual(["x", "y"]);
});

test.each([
  [[], null, "There is no score."],
  [[score("x", { a: 0.7 })], null, undefined],
  [[score("x", { a: 0.7 })], 70, undefined],
  [[score("x", { a: 0.7 })], 70.01, "The score is 70 of 100, and 70.01 are asked for. a 70 (x): It is so."],
  [[score("x", { a: 0.9 }), score("y", { a: null })], 10, "No score from y: It said nothing."],
] as const)("a shortfall is told in sentences (%#)", (scores, threshold, words) =>
  expect(shortfall(evalScoreOf(scores), threshold)).toBe(words),
);
