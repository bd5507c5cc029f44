import fc from "fast-check";
import { expect, test } from "vitest";
import * as yaml from "yaml";
import { formatYaml } from "../../../src/prompts/format-yaml.ts";
import { readOwnYaml } from "../../../src/prompts/own-yaml.ts";

const OPTIONS = { schema: "core", version: "1.2", uniqueKeys: true, prettyErrors: false, logLevel: "error" } as const;

/** What the whole of YAML makes of it; undefined where it finds something wrong, or something that is no plain data. */
function read(text: string): unknown {
  const document = yaml.parseDocument(text, OPTIONS);
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  return document.toJS({ maxAliasCount: 0 }) as unknown;
}

const odd = fc.constantFrom(
  "true",
  "null",
  "~",
  "1",
  "1e3",
  "0x1f",
  "- a",
  "a: b",
  "a #b",
  "&a",
  "*a",
  '"',
  "[",
  "",
  " ",
);
const word = fc.oneof(fc.stringMatching(/^[A-Za-z .:#"\\[\]{},&*!|>%@-]{0,8}$/), odd, fc.string({ maxLength: 10 }));
const plain = fc.oneof(word, fc.integer(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const value = fc.oneof(plain, fc.array(plain, { maxLength: 3 }));
const key = fc.oneof(fc.stringMatching(/^[A-Za-z]{1,6}$/), word);
const map = fc.dictionary(key, fc.oneof(value, fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value)))));

test("what our writer wrote reads as YAML reads it", () => {
  let own = 0;
  fc.assert(
    fc.property(map, (data) => {
      const text = formatYaml(data);
      const found = readOwnYaml(text);
      if (found === undefined) return;
      own++;
      expect(found.data).toEqual(read(text) ?? {});
    }),
    { numRuns: 2_000 },
  );
  expect(own).toBeGreaterThan(1_000);
});

test("any other text is read as YAML reads it, or left to that", () => {
  const line = fc.tuple(
    fc.constantFrom("", "  ", "    ", " ", "\t"),
    key,
    fc.constantFrom(":", ": ", ":  ", " :"),
    word,
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
      const text = lines.map((parts) => `${parts.join("")}\n`).join("");
      const found = readOwnYaml(text);
      if (found !== undefined) expect(found.data).toEqual(read(text) ?? {});
    }),
    { numRuns: 5_000 },
  );
});

const OTHERS: Readonly<Record<string, string>> = {
  "the same key twice": "a: b\na: c\n",
  "an anchor": "a: &b c\nd: *b\n",
  "a tag": "a: !!js/function x\n",
  "a prototype": "__proto__:\n  a: 1\n",
  "a word of YAML": "a: yes\nb: null\n",
  "a comment": "a: b # c\n",
  "a quote that never ends": 'a: "b\n',
  "a list without commas": "a: [b c]x\n",
  "a key below a value": "a: b\n  c: d\n",
  "other line ends": "a: b\r\n",
  "no line end": "a: b",
  "a block": "a: |\n  b\n",
};

for (const [name, text] of Object.entries(OTHERS))
  test(`${name} is left to the reader of all of YAML`, () => expect(readOwnYaml(text)).toBe(undefined));

test("lines are where YAML has them, three levels deep", () => {
  const text = 'title: x\nvariables:\n  area:\n    type: string\n    more:\n      deep: 1\n"a b: c": [1, "x, y"]\n';
  const { lines, data } = readOwnYaml(text) ?? {};
  expect(data).toEqual({
    title: "x",
    variables: { area: { type: "string", more: { deep: 1 } } },
    "a b: c": [1, "x, y"],
  });
  expect([...(lines ?? [])]).toEqual([
    ["title", 0],
    ["variables", 1],
    ["variables.area", 2],
    ["variables.area.type", 3],
    ["variables.area.more", 4],
    ["a b: c", 6],
  ]);
});
