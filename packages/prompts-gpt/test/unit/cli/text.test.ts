import { expect, test } from "vitest";
import { detachedArgs } from "../../../src/cli/detached-args.ts";
import { quote } from "../../../src/cli/plan-lines.ts";
import { ago, count, duration } from "../../../src/cli/quantities.ts";
import { createStyle, wantsColour } from "../../../src/cli/style.ts";
import { findingLines } from "../../../src/cli/finding-lines.ts";
import { labelled, sentence } from "../../../src/cli/layout.ts";
import { fit, firstLine, oneLine, plain, toJson, widthOf } from "../../../src/cli/text.ts";

for (const [from, to] of [
  ["\u001b[31mred\u001b[0m", "red"],
  ["\u001b]0;new title\u0007text", "text"],
  ["\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"],
  ["\u001b]0;never ended, text", "0;never ended, text"],
  ["\u001bPq sixel\u001b\\after", "after"],
  ["\u001bcreset", "creset"],
  ["\u001b7saved", "7saved"],
  ["\u009b31mC1", "31mC1"],
  ["back\b\b\rover\u0000", "backover"],
  ["\u202eright to left", "right to left"],
  ["tab\tand\nline", "tab\tand\nline"],
] as const)
  test(`${JSON.stringify(from)} is shown as ${JSON.stringify(to)}`, () => expect(plain(from)).toBe(to));

test("a flood of unfinished sequences is read in one pass", () => {
  expect(plain("\u001b]".repeat(200_000))).toBe("");
});

test("one line", () => expect(oneLine(" a\n b\r\n\tc ")).toBe("a b c"));
test("the first line that says something", () => expect(firstLine("\n \n  Here.\nThere.")).toBe("Here."));
test("nothing says nothing", () => expect(firstLine(" \n")).toBe(""));

test("JSON keeps its meaning and steers no terminal", () => {
  const text = "a\u001b[31m\u009b2J\u202e\u007f";
  expect(toJson(text)).not.toMatch(/[\u007f-\u009f\u202e]/);
  expect(JSON.parse(toJson(text))).toBe(text);
});

for (const [text, columns, shown] of [
  ["short", 10, "short"],
  ["exactly ten", 11, "exactly ten"],
  ["exactly ten", 10, "exactly t…"],
  ["日本語です", 6, "日本…"],
  ["e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"],
] as const)
  test(`"${text}" in ${columns} columns`, () => {
    expect(fit(text, columns)).toBe(shown);
    expect(widthOf(fit(text, columns))).toBeLessThanOrEqual(columns);
  });

for (const [ms, shown] of [
  [40, "0.0s"],
  [9_949, "9.9s"],
  [9_950, "10s"],
  [59_600, "1m 00s"],
  [185_000, "3m 05s"],
  [3_720_000, "1h 02m"],
] as const)
  test(`${ms} ms is ${shown}`, () => expect(duration(ms)).toBe(shown));

for (const [number, shown] of [
  [999, "999"],
  [12_345, "12.3k"],
  [999_960, "1.0M"],
] as const)
  test(`${number} is ${shown}`, () => expect(count(number)).toBe(shown));

for (const [minutes, shown] of [
  [0, "now"],
  [59, "59m"],
  [60 * 47, "47h"],
  [60 * 49, "2d"],
] as const)
  test(`${minutes} minutes ago is ${shown}`, () => {
    const now = Date.parse("2026-11-22T12:00:00Z");
    expect(ago(new Date(now - minutes * 60_000).toISOString(), now)).toBe(shown);
  });

for (const [argument, shown] of [
  ["--json", "--json"],
  ["two words", "'two words'"],
  ["it's", String.raw`'it'\''s'`],
  ["", "''"],
  ["a\u001b[2Jb", "ab"],
] as const)
  test(`the argument ${JSON.stringify(argument)} reads ${shown}`, () => expect(quote(argument)).toBe(shown));

const colourCases = [
  [{ isTerminal: true, refused: false, env: {} }, true],
  [{ isTerminal: false, refused: false, env: {} }, false],
  [{ isTerminal: true, refused: false, env: { NO_COLOR: "1" } }, false],
  [{ isTerminal: true, refused: false, env: { NO_COLOR: "" } }, true],
  [{ isTerminal: true, refused: false, env: { TERM: "dumb" } }, false],
  [{ isTerminal: false, refused: false, env: { FORCE_COLOR: "1" } }, true],
  [{ isTerminal: true, refused: false, env: { FORCE_COLOR: "0" } }, false],
  [{ isTerminal: true, refused: true, env: { FORCE_COLOR: "1" } }, false],
] as const;
for (const [wish, colour] of colourCases)
  test(`${JSON.stringify(wish)}: ${colour ? "colour" : "no colour"}`, () => expect(wantsColour(wish)).toBe(colour));

test("a run in the background gets the answers, before what is for the agent", () => {
  const argv = ["run", "--detach", "--json", "--", "--detach"];
  expect(
    detachedArgs(argv, { runId: "r-1", promptFile: "a.md", provider: "codex", model: "m", vars: { who: "@me" } }),
  ).toEqual([
    "run",
    "--json",
    "--non-interactive",
    "--run-id=r-1",
    "--prompt-file=a.md",
    "--agent=codex",
    "--model=m",
    "--var=who=@@me",
    "--",
    "--detach",
  ]);
});

test("what goes wrong is told between words in a terminal, in one line elsewhere", () => {
  const text = "Snapshots would be kept in the folder itself, where an agent can delete them.";
  const columns = () => 40;
  expect(labelled({ isTerminal: true, columns }, "error:", text)).toEqual([
    "Snapshots would be kept in the",
    "       folder itself, where an agent",
    "       can delete them.",
  ]);
  expect(labelled({ isTerminal: false, columns }, "error:", text)).toEqual([text]);
});

test("findings and sentences too are broken between words in a terminal, and what is to be typed is not", () => {
  const out = { isTerminal: true, columns: () => 40, style: createStyle(false) };
  const finding = {
    severity: "error",
    code: "x",
    file: "a.md",
    message: "It says what nobody could have known.",
  } as const;
  expect(findingLines({ ...finding, fix: "prompts-gpt sync --targets agents-md,claude-md" }, out)).toEqual([
    "error: a.md: It says what nobody could",
    "       have known.",
    "  try: prompts-gpt sync --targets agents-md,claude-md",
  ]);
  expect(sentence(out, "3 prompts of a registry: 3 unchanged; 0 files changed.")).toEqual([
    "3 prompts of a registry: 3 unchanged; 0",
    "files changed.",
  ]);
});
