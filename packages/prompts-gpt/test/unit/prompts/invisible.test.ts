import { expect, test } from "vitest";
import { invisibleFindings } from "../../../src/prompts/invisible.ts";

for (const [what, text, found] of [
  ["plain text with tabs and line ends", "a\tb\r\nc", []],
  ["emoji of several characters", "👩‍💻 ❤️‍🔥 👍🏽 🏳️‍🌈", []],
  ["scripts that need joiners", "می‌خواهم क्‍ष", []],
  ["right-to-left text without marks", "שלום مرحبا", []],
  ["an escape sequence", "a\n\u001B[31m", ["2 U+001B"]],
  ["a direction override", "a\n\nb\u202Ec\u202C", ["3 U+202E", "3 U+202C"]],
  ["a zero-width space, twice", "a\u200Bb\nc\u200B", ["1 U+200B"]],
  ["a joiner after a plain letter", "a\u200Db", ["1 U+200D"]],
  ["a joiner after a joiner", "é\u200D\u200Db", ["1 U+200D"]],
  ["a byte order mark inside", "a\uFEFF", ["1 U+FEFF"]],
  ["tag characters", "a\u{E0041}\u{E0042}", ["1 U+E0041", "1 U+E0042"]],
  ["a C1 control", "a\u0085", ["1 U+0085"]],
] as const)
  test(what, () => {
    const findings = invisibleFindings(text, "a.md");
    expect(findings.map(({ line, message }) => `${line} ${message.split(" ")[0]}`)).toEqual(found);
  });

test("how often is said, once", () => {
  expect(invisibleFindings("\u200B\u200B\u200B", "a.md")[0]?.message).toMatch(
    /^U\+200B \(invisible\) stands here and in 2 more places:/,
  );
});

test("one more place is one place", () => {
  expect(invisibleFindings("\u200B\u200B", "a.md")[0]?.message).toMatch(/here and in 1 more place:/);
});

test("a text full of them gives twenty findings, not thousands", () => {
  const tags = Array.from({ length: 1000 }, (_, n) => String.fromCodePoint(0xe0000 + n)).join("");
  expect(invisibleFindings(tags, "a.md").length).toBe(20);
});
