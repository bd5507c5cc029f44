import { expect, test } from "vitest";
import { conflictFindings } from "../../../src/prompts/conflict-marks.ts";

for (const [what, text, line] of [
  ["a conflict", "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n", 2],
  ["one that shows the base", "<<<<<<< HEAD\nb\n||||||| 1234\nx\n=======\nc\n>>>>>>> other\n", 1],
  ["one in Windows line ends", "a\r\n\r\n<<<<<<< HEAD\r\nb\r\n=======\r\nc\r\n>>>>>>> other", 3],
  ["one behind half of another", "<<<<<<< HEAD\nb\n<<<<<<< HEAD\n=======\n>>>>>>> x", 3],
  ["a heading that is underlined", "Title\n=======\n", undefined],
  ["marks that are indented", " <<<<<<< HEAD\n =======\n >>>>>>> x\n", undefined],
  ["marks within a line", "Look for <<<<<<< and ======= and >>>>>>> in files.\n", undefined],
  ["marks in another order", ">>>>>>> x\n=======\n<<<<<<< HEAD\n", undefined],
  ["longer marks", "<<<<<<<< a\n========\n>>>>>>>> b\n", undefined],
] as const)
  test(`${what}: ${line === undefined ? "nothing is said" : `line ${line}`}`, () => {
    expect(conflictFindings(text, "a.md").map((found) => found.line)).toEqual(line === undefined ? [] : [line]);
  });

test("a megabyte of openings takes no time worth noting", () => {
  const begun = performance.now();
  expect(conflictFindings("<<<<<<< a\n=======\n".repeat(60_000), "a.md")).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(1_000);
});
