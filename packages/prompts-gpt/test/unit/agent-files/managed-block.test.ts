import fc from "fast-check";
import { expect, test } from "vitest";
import { setBlock } from "../../../src/agent-files/managed-block.ts";

/** The text of a result that must be one. */
function put(existing: string | undefined, content: string | undefined): string | undefined {
  const result = setBlock(existing, content);
  if (!result.ok) throw new Error(`line ${result.line}: ${result.problem}`);
  return result.text;
}

const BLOCK = put(undefined, "one\ntwo") ?? "";
const [BEGIN = "", , , END = ""] = BLOCK.split("\n");

test("a new file is the block and a line end", () => {
  expect(BLOCK).toMatch(/^<!-- prompts-gpt:begin \(.*\) -->\none\ntwo\n<!-- prompts-gpt:end -->\n$/);
  expect(put(BLOCK, undefined)).toBe(undefined);
});

for (const [what, text, expected] of [
  ["after a last line end", "# Mine\n", `# Mine\n\n${BLOCK}`],
  ["without a last line end: it stays without", "# Mine", `# Mine\n\n${BLOCK.trimEnd()}`],
  ["with CRLF", "# Mine\r\n", `# Mine\r\n\r\n${BLOCK.replaceAll("\n", "\r\n")}`],
  ["behind a byte order mark", "\uFEFF# Mine\n", `\uFEFF# Mine\n\n${BLOCK}`],
  ["in an empty file", "", BLOCK],
] as const)
  test(`a block is added ${what}`, () => expect(put(text, "one\ntwo")).toBe(expected));

test("a block in the middle is replaced there, in the line ends it has, and the rest is not touched", () => {
  const before = "\uFEFFmine \r\n\n";
  const text = `${before}${BEGIN}\r\nold\r\n${END}\n\nalso mine`;
  expect(put(text, "new\nlines")).toBe(`${before}${BEGIN}\r\nnew\r\nlines\r\n${END}\n\nalso mine`);
  expect(put(text, undefined)).toBe("\uFEFFmine \r\n\nalso mine");
});

test("a block that says what it should stays as it is, whatever its line ends", () => {
  const text = `mine\n\n${BEGIN}\r\none\ntwo\r\n${END}\n`;
  expect(put(text, "one\ntwo")).toBe(text);
});

test("what another version wrote in its first line is still our block", () => {
  expect(put(`<!-- prompts-gpt:begin -->\nold\n${END}\n`, "one\ntwo")).toBe(BLOCK);
});

for (const [what, text, line, problem] of [
  ["an end alone", `a\n${END}\n`, 2, "no begin marker"],
  ["a begin alone", `a\n${BEGIN}\nb\n`, 2, "no end marker"],
  ["a block in a block", `${BEGIN}\n${BEGIN}\n${END}\n${END}\n`, 2, "second begin"],
  ["two blocks", `${BLOCK}\nmine\n${BLOCK}`, 7, "second block"],
  ["two ends", `${BLOCK}${END}\n`, 5, "too many"],
  ["a marker that was edited", `${BEGIN}\nx\n<!-- prompts-gpt:end -->, he said\n`, 3, "not as it was written"],
  ["a marker that was indented", `- a\n  ${BEGIN}\n  ${END}\n`, 2, "not as it was written"],
  ["a marker in a quotation", `> ${BEGIN}\n> ${END}\n`, 1, "not as it was written"],
  ["a marker without its blanks", `<!--prompts-gpt:begin-->\n${END}\n`, 1, "not as it was written"],
  ["both markers on one line", `${BEGIN}${END}\n`, 1, "not as it was written"],
  ["markers in a code block", `a\n\`\`\`md\n${BEGIN}\n${END}\n\`\`\`\n`, 3, "code block"],
  ["markers in a code block that only looks closed", `\`\`\`\`\n\`\`\`\n${BEGIN}\n${END}\n\`\`\`\`\n`, 3, "code block"],
  ["no block, and a code block without end", "a\n~~~\nb\n", 2, "does not end"],
] as const)
  test(`no guess: ${what}`, () => {
    expect(setBlock(text, "one")).toEqual({ ok: false, line, problem: expect.stringContaining(problem) });
  });

test("who only writes about markers is left alone", () => {
  const text = "It ends at `<!-- prompts-gpt:end -->`.\n\n```sh\nls\n```\n";
  expect(put(text, "one\ntwo")).toBe(`${text}\n${BLOCK}`);
});

test("content with a marker in it is refused as a mistake of ours", () => {
  expect(() => setBlock("", `a ${END} b`)).toThrow("holds a marker");
});

const piece = fc.constantFrom(
  "a",
  "#",
  " ",
  "\n",
  "\r\n",
  "\r",
  "\n\n",
  "`",
  "<!--",
  "-->",
  "\u2028",
  "ü",
  "prompts-gpt:end",
);
/** Not a case that is refused: those are above. */
const personal = fc
  .tuple(fc.constantFrom("", "\uFEFF"), fc.array(piece, { maxLength: 12 }))
  .map(([mark, pieces]) => mark + pieces.join(""))
  .filter((text) => setBlock(text, "x").ok);
const content = fc
  .array(fc.constantFrom("one", "", "- two", "**x**"), { maxLength: 4 })
  .map((lines) => lines.join("\n"));

test("whatever a person wrote is there byte for byte, before, after and when the block is gone again", () => {
  fc.assert(
    fc.property(personal, content, content, (text, first, second) => {
      const added = put(text, first) ?? "";
      expect(added.startsWith(text)).toBe(true);
      expect(put(added, first)).toBe(added);
      const changed = put(added, second) ?? "";
      expect(changed.startsWith(text)).toBe(true);
      expect(put(changed, second)).toBe(changed);
      expect(put(changed, undefined)).toBe(text === "" ? undefined : text);
    }),
    { numRuns: 2000 },
  );
});

test("text that comes after a block is there byte for byte too", () => {
  fc.assert(
    fc.property(personal, personal, content, (before, after, second) => {
      const added = `${put(before, "first") ?? ""}`;
      const whole = added + (/[\r\n]$/.test(added) ? "" : "\n") + after.replace("\uFEFF", "");
      const result = setBlock(whole, second);
      // The two halves may open a code block together.
      if (!result.ok) return;
      const end = whole.indexOf(END) + END.length;
      expect(result.text?.startsWith(before)).toBe(true);
      expect(result.text?.endsWith(whole.slice(end))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
