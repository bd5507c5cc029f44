import fc from "fast-check";
import { expect, test } from "vitest";
import { type Condition, formatCondition, holds, parseCondition } from "../../../src/pipeline/condition.ts";

const is = fc.record({
  kind: fc.constant("is" as const),
  step: fc.constantFrom("a", "b-1", "C_2"),
  outcome: fc.constantFrom("succeeded" as const, "failed" as const, "skipped" as const),
});
const { any } = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    is,
    fc.record({ kind: fc.constant("not" as const), of: tie("any") }),
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      of: fc.array(tie("any"), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

test("a condition that is written out reads back the same", () => {
  const short = any.filter((condition) => formatCondition(condition).length <= 500);
  fc.assert(
    fc.property(short, (condition) => {
      expect(parseCondition(formatCondition(condition))).toEqual(condition);
    }),
  );
});

test("no text makes it throw", () => {
  const bits = fc.constantFrom("steps.a.ok", "!", "(", ")", "&&", "||", " ", "steps.", "x");
  fc.assert(fc.property(fc.array(bits), (parts) => void parseCondition(parts.join(""))));
});

test("! binds closest, then &&, and brackets change that", () => {
  const outcomes = { a: "succeeded", b: "failed", c: "failed" } as const;
  const value = (text: string) => {
    const condition = parseCondition(text);
    return "problem" in condition ? condition.problem : holds(condition, (id) => outcomes[id as "a"]);
  };
  expect(value("steps.a.ok || steps.b.ok && steps.c.ok")).toBe(true);
  expect(value("(steps.a.ok || steps.b.ok) && steps.c.ok")).toBe(false);
  expect(value("!steps.b.ok && steps.c.failed")).toBe(true);
  expect(value("!(steps.b.failed && steps.a.ok)")).toBe(false);
});

for (const [text, problem] of [
  ["", "ends where a step"],
  ["steps.a.ok &&", "ends where a step"],
  ["steps.a.fine", 'cannot be read from "steps.a.fine"'],
  ["steps.a.constructor", "cannot be read"],
  ["steps.a.ok steps.b.ok", "has steps.b.ok where"],
  ["process.exit(1)", "cannot be read"],
  ["(steps.a.ok", "ends where"],
  ["steps.a.ok || ".repeat(50), "longer than 500"],
  [
    "abcdefg"
      .split("")
      .map((id) => `steps.${id}.ok`)
      .join("||"),
    "more than 6 steps",
  ],
] as const) {
  test(`is no condition: ${text.slice(0, 40)}`, () => {
    expect(parseCondition(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
}
