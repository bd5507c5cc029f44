import { expect, test } from "vitest";
import { parseJsonText } from "../../../src/config/json-text.ts";

for (const text of [
  "null",
  " true ",
  "-0.5e+3",
  "0",
  '"\\u00e9\\n\\"\\\\"',
  "[]",
  "[1,[2],{}]",
  '{"a":{"b":[1,{"c":null}]},"":0}',
  '\r\n\t{ "a" : 1 }\n',
  '{"__proto__":{"x":1}}',
  '"\\\\"',
])
  test(`as JSON.parse reads it: ${text}`, () =>
    expect(parseJsonText(text)).toMatchObject({ ok: true, value: JSON.parse(text) }));

for (const [text, line, column, expected] of [
  ["", 1, 1, "a value"],
  ["{", 1, 2, "a key in double quotes"],
  ['{"a":1,}', 1, 8, "a key in double quotes"],
  ["{'a':1}", 1, 2, "a key in double quotes"],
  ['{"a" 1}', 1, 6, '":"'],
  ['{"a":1 "b":2}', 1, 8, '"," or "}"'],
  ['{\n  "a": 1\n', 3, 1, '"," or "}"'],
  ["[1,]", 1, 4, "a value"],
  ["[1 2]", 1, 4, '"," or "]"'],
  ["01", 1, 1, "a value"],
  ["1.", 1, 1, "a value"],
  ["+1", 1, 1, "a value"],
  ["truest", 1, 1, "a value"],
  ["// c\n{}", 1, 1, "a value"],
  ["{} x", 1, 4, "the end of the file"],
  ['{\n"a": "b', 2, 6, "the closing quote of this text"],
  ['"a\nb"', 1, 1, "a text without line ends, NUL or unknown escapes"],
  ['"\\x"', 1, 1, "a text without line ends, NUL or unknown escapes"],
  ['"\\u0000"', 1, 1, "a text without line ends, NUL or unknown escapes"],
  ['{"a":1,\n"a":2}', 2, 1, 'each key once, and "a" is there already'],
  ["[".repeat(100_000), 1, 66, "no more than 64 levels"],
] as const)
  test(`refused at ${line}:${column}: ${text.slice(0, 20)}`, () => {
    expect(parseJsonText(text)).toEqual({ ok: false, place: { line, column }, expected });
  });

test("knows the line of every key and item", () => {
  const json = parseJsonText('\uFEFF{\n"a": {\n"b": 1 },\n"c": [\n1,\n{ "d": 2 }] }');
  expect(json.ok && [["a"], ["a", "b"], ["c"], ["c", "1", "d"], ["x"]].map(json.lineOf)).toEqual([2, 3, 4, 6, 1]);
});
