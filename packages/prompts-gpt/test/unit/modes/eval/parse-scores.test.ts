import fc from "fast-check";
import { expect, test } from "vitest";
import { parseScores } from "../../../../src/modes/eval/parse-scores.ts";

const AB = ["correctness", "code-quality"];
const json = (a: unknown, b: unknown) => JSON.stringify({ scores: { correctness: a, "code-quality": b } });
const ab = (text: string) => Object.values(parseScores(text, AB).scores);

for (const [what, answer, expected] of [
  ["as it was asked for", json(0.8, 0.65), [0.8, 0.65]],
  ["0 and 1 where they were said", json(0, 1), [0, 1]],
  ["in prose", `I think {so}: ${json(0.8, 0.7)} – that's it. {`, [0.8, 0.7]],
  ["in a fence", "Fine.\n```json\n" + json(0.8, 0.7) + "\n```\nBye.", [0.8, 0.7]],
  ["the last of several", `Draft: ${json(0.1, 0.1)} Final: ${json(0.8, 0.7)}`, [0.8, 0.7]],
  ["not the one after it that has no score", `${json(0.8, 0.7)} {"scores": {}} {"note": 1}`, [0.8, 0.7]],
  [
    "brackets and quotes in strings",
    `{"reasons": {"correctness": "a } \\" {"}, ${json(0.8, 0.7).slice(1)}`,
    [0.8, 0.7],
  ],
  ["without `scores`", '{"correctness": 0.8, "code-quality": 0.7}', [0.8, 0.7]],
  ["with objects", '{"scores": {"correctness": {"score": 0.8}, "code-quality": {"score": 0.7}}}', [0.8, 0.7]],
  [
    "as a list",
    '{"scores": [{"criterion": "correctness", "score": 0.8}, {"name": "code-quality", "score": 0.7}]}',
    [0.8, 0.7],
  ],
  ["other spelling", '{"Correctness": 0.8, "Code Quality": 0.7}', [0.8, 0.7]],
  ["two that are spelt alike", '{"CORRECTNESS": 0.8, "Correctness": 0.1, "code_quality": 0.7}', [null, 0.7]],
  ["the exact one of two", '{"correctness": 0.8, "Correctness": 0.1, "code-quality": 0.7}', [0.8, 0.7]],
  ["percent and parts, as text", json("85%", "7/10"), [0.85, 0.7]],
  ["parts of a hundred, numbers as text", json("64/100", "0.5"), [0.64, 0.5]],
  ["out of a hundred", json(85, 70), [0.85, 0.7]],
  ["out of a hundred, with a zero", json(0, 70), [0, 0.7]],
  ["8 may be of 10 or of 100", json(8, 7), [null, null]],
  ["15 may be of 20", json(15, 12), [null, null]],
  ["1 may be all or a hundredth", json(1, 85), [null, null]],
  ["a fraction says the scale", json(0.9, 85), [0.9, null]],
  ["out of range", json(-0.1, 1.2), [null, null]],
  ["out of every range", json(0.5, 1e300), [0.5, null]],
  ["a missing one", '{"scores": {"correctness": 0.8}}', [0.8, null]],
  ["no numbers", json("good", true), [null, null]],
  ["nothing said", json(null, "n/a"), [null, null]],
  ["text that fits no scale", json("85", "110%"), [null, null]],
  ["not JSON", "correctness: 0.8, code-quality: 0.7", [null, null]],
  ["cut off after the scores", json(0.8, 0.7).slice(0, -1), [0.8, 0.7]],
  ["cut off within them", json(0.8, 0.7).slice(0, -2), [null, null]],
  ["empty", "", [null, null]],
] as const)
  test(what, () => expect(ab(answer)).toEqual(expected));

test("reasons, of those that there are", () => {
  const answer =
    '{"scores": {"correctness": {"score": 0.8, "reason": "a"}, "code-quality": 0.7}, "reasons": {"code-quality": "b"}}';
  expect(parseScores(answer, AB).reasons).toEqual({ correctness: "a", "code-quality": "b" });
});

test("names of criteria that mean something to JavaScript", () => {
  const criteria = ["__proto__", "constructor", "toString"];
  expect(Object.values(parseScores("{}", criteria).scores)).toEqual([null, null, null]);
  const { scores } = parseScores('{"__proto__": 0.5, "constructor": 0.6}', criteria);
  expect(JSON.stringify(scores)).toBe('{"__proto__":0.5,"constructor":0.6,"toString":null}');
});

const number = fc.double({ min: 0, max: 1, noNaN: true });

test("any scores from 0 to 1, in any prose without brackets, are read as they are", () => {
  const prose = fc.string().map((text) => text.replaceAll(/[{}]/g, ""));
  const criteria = fc.uniqueArray(fc.string({ minLength: 1 }), {
    minLength: 1,
    maxLength: 8,
    selector: (name) => name.toLowerCase().replaceAll(/[\s_-]+/g, ""),
  });
  fc.assert(
    fc.property(
      criteria,
      fc.array(number, { minLength: 8, maxLength: 8 }),
      prose,
      prose,
      (names, numbers, before, after) => {
        const scores = Object.fromEntries(names.map((name, index) => [name, numbers[index] ?? 0]));
        const text = `${before}${JSON.stringify({ scores })}${after}`;
        const read = parseScores(text, names).scores;
        expect(names.map((name) => read[name])).toEqual(names.map((_, index) => Math.abs(numbers[index] ?? 0)));
      },
    ),
  );
});

test("any text and any JSON: no exception, and nothing but null or a number from 0 to 1", () => {
  const shape = fc.anything({
    key: fc.constantFrom("scores", "score", "correctness", "code-quality", "criterion"),
    withObjectString: true,
  });
  const answer = fc.oneof(
    fc.string(),
    fc.json(),
    shape.map((value) => String(JSON.stringify(value))),
    fc.array(fc.constantFrom('{"', '"', "{", "}", ":", "0.5", "scores")).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(answer, (text) => {
      for (const score of ab(text)) expect(score === null || (score >= 0 && score <= 1)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a megabyte of beginnings costs nothing", () => {
  const started = performance.now();
  ab('{"a":'.repeat(200_000));
  ab('{"'.repeat(500_000) + json(0.8, 0.7));
  expect(performance.now() - started).toBeLessThan(2000);
});
