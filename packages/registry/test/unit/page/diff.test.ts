import { expect, test } from "vitest";
import { diffTexts } from "../../../src/page/diff.ts";

const text = (parts: readonly { text: string; changed: boolean }[]) =>
  parts.map((part) => (part.changed ? `[${part.text}]` : part.text)).join("");

test("lines that differ, three around, and the words within them", () => {
  const before = ["a", "b", "c", "d", "the quick fox", "e", "f", "g", "h"].join("\n");
  const after = before.replace("quick", "slow");
  const { hunks, added, removed, omitted } = diffTexts(`${before}\n`, `${after}\n`);
  expect([hunks.length, added, removed, omitted]).toEqual([1, 1, 1, 0]);
  expect(hunks[0]?.map((row) => [row.kind, row.before, row.after, text(row.parts)])).toEqual([
    ["same", 2, 2, "b"],
    ["same", 3, 3, "c"],
    ["same", 4, 4, "d"],
    ["removed", 5, undefined, "the [quick] fox"],
    ["added", undefined, 5, "the [slow] fox"],
    ["same", 6, 6, "e"],
    ["same", 7, 7, "f"],
    ["same", 8, 8, "g"],
  ]);
});

test("a line end that is missing, or of another kind, is a difference", () => {
  expect(
    diffTexts("a\n", "a")
      .hunks.flat()
      .map(({ kind }) => kind),
  ).toContain("note");
  expect(diffTexts("a\r\n", "a\n").added).toBe(1);
});

test("two lines that have next to nothing in common are not compared word by word", () => {
  const { hunks } = diffTexts("alpha beta gamma\n", "one two three four five\n");
  expect(hunks.flat().flatMap(({ parts }) => parts.filter(({ changed }) => changed))).toEqual([]);
});

test.each([
  ["10,000 other lines", (at: number) => `before ${at}`, (at: number) => `after ${at * 7}`],
  ["the lines in reverse", (at: number) => `line ${at}`, (at: number) => `line ${9_999 - at}`],
  ["every other line", (at: number) => `line ${at}`, (at: number) => (at % 2 === 0 ? `line ${at}` : `other ${at}`)],
])("%s are compared in time, and not all shown", (_, before, after) => {
  const of = (line: (at: number) => string) => Array.from({ length: 10_000 }, (_one, at) => line(at)).join("\n");
  const started = process.cpuUsage();
  const { hunks, omitted } = diffTexts(of(before), of(after));
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(3_000);
  expect(hunks.flat().length).toBe(2_000);
  expect(omitted).toBeGreaterThan(1_000);
});

test("a line of a megabyte is cut", () => {
  const { hunks } = diffTexts("x".repeat(1_000_000), "y".repeat(1_000_000));
  for (const { parts } of hunks.flat()) expect(text(parts).length).toBeLessThan(4_100);
});

test.each([
  ["at the end", (line: string) => `${line}end`],
  ["at the beginning", (line: string) => `start ${line}`],
  ["in the middle", (line: string) => line.replace("w1500 ", "other ")],
])("what is different %s of a line of any length is seen, and marked", (_, change) => {
  const line = Array.from({ length: 3_000 }, (_one, at) => `w${at} `).join("");
  const rows = diffTexts(`${line}\n`, `${change(line)}\n`).hunks.flat();
  const added = rows.find(({ kind }) => kind === "added")?.parts ?? [];
  expect(added.filter(({ changed }) => changed).map((part) => part.text.trim())).toEqual([
    expect.stringMatching(/^(?:end|start|other)$/),
  ]);
  expect(text(added).length).toBeLessThan(1_000);
  expect(text(added)).toMatch(/… \d+ characters …/);
});

test("two texts of many more lines than anybody reads, or of many words that differ, are compared in time", () => {
  const lines = ["a\nb\n".repeat(200_000), "b\na\nc\n".repeat(130_000)] as const;
  const words = (mark: string) =>
    Array.from({ length: 1_000 }, (_, at) =>
      Array.from({ length: 200 }, (_one, word) => `w${(at * word) % 997}${word % 8 === 0 ? mark : ""}`).join(" "),
    ).join("\n");
  const started = process.cpuUsage();
  const [many, wordy] = [diffTexts(...lines), diffTexts(words(""), words("x"))];
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(2_500);
  expect([many.added, many.removed]).toEqual([390_000, 400_000]);
  // Some of each side.
  expect(many.hunks.map((rows) => [rows[0]?.kind, rows.length])).toEqual([
    ["removed", 1_000],
    ["added", 1_000],
  ]);
  expect(wordy.hunks.flat().reduce((sum, { parts }) => sum + parts.length, 0)).toBeLessThan(20_000);
});
