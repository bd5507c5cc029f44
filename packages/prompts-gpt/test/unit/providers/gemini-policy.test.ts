import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { attacks } from "../../corpus/attacks.ts";
import { harmless } from "../../corpus/harmless.ts";

/** What Gemini CLI takes for a regular expression that could run for ever; it leaves out such a rule, and says nothing. */
const TAKEN_FOR_UNSAFE = /\([^)]*[*+?{].*\)[*+?{]/;

const text = readFileSync(new URL("../../../rules/gemini-git.toml", import.meta.url), "utf8");
const patterns = [...text.matchAll(/^argsPattern = '''(.*)'''$/gm)].map(([, source = ""]) => source);

/** As Gemini CLI looks at a call: its arguments as JSON. */
function isDenied(command: string): boolean {
  return patterns.some((source) => new RegExp(source).test(JSON.stringify({ command, is_background: false })));
}

test("Gemini CLI takes the patterns", () => {
  expect(patterns).toHaveLength(2);
  for (const source of patterns) {
    expect(source.length).toBeLessThanOrEqual(2048);
    expect(source).not.toMatch(TAKEN_FOR_UNSAFE);
  }
});

test("of what goes round the shim, most is denied", () => {
  const round = attacks.filter(({ route }) => route !== "path").map(({ script }) => script);
  expect(round.filter(isDenied).length / round.length).toBeGreaterThan(0.88);
});

test("nothing harmless is", () => {
  expect(harmless.map(({ script }) => script).filter(isDenied)).toEqual([]);
});
