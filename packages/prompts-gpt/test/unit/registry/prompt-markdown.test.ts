import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPromptData, readPromptFile } from "../../../src/prompts/prompt-file.ts";
import type { PromptFile } from "../../../src/prompts/prompt.ts";
import type { PromptPack } from "../../../src/registry/contract/types.ts";
import { toLf } from "../../../src/registry/sync/line-ends.ts";
import { formatPromptMarkdown, frontmatterOf } from "../../../src/registry/sync/prompt-markdown.ts";
import { pack } from "../../support/registry.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const word = fc.oneof(
  fc.string({ maxLength: 40, unit: "grapheme" }),
  fc.constantFrom(
    "yes",
    "null",
    "1",
    "1e3",
    "- a",
    "# b",
    "a: b",
    "a #b",
    '"',
    "'",
    "---",
    "{",
    "[",
    "&a",
    "*a",
    "!!js",
    "|",
    ">",
    "%",
    "@",
    "~",
  ),
  fc.constantFrom(
    "a\nb: c",
    "a\n---\nb",
    "\u0085",
    "\u2028",
    "\uFEFFx",
    "\u007F",
    "a\tb",
    " a",
    "a ",
    "a:",
    "=",
    "0x1f",
    "2026-01-01",
  ),
);
/** Text as the contract has it: it says something; control characters and half characters are none. */
const text = word.filter((one) => one.trim() !== "" && !/\p{Cs}|(?![\t\n\r])\p{Cc}/u.test(one));

test("what a registry sends reads back from the file as the very same", async () => {
  await using folder = await tempFolder({});
  const file = folder.at("alpha.md");
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        title: text,
        description: fc.oneof(text, fc.constant("")),
        tags: fc.array(text),
        body: text.map((one) => `x${one}`),
      }),
      async ({ title, description, tags, body }) => {
        const sent: PromptPack = pack("alpha", { title, description, tags, body, version: 7 });
        writeFileSync(file, formatPromptMarkdown(sent));
        const read = await readPromptFile(file, { root: folder.path });
        expect([read.title, read.slug, read.description ?? "", read.tags, read.body, read.version]).toEqual([
          title.trim(),
          "alpha",
          description.trim(),
          tags.map((tag) => tag.trim()),
          body,
          7,
        ]);
      },
    ),
    { numRuns: 500 },
  );
});

test("taken from what was sent, a prompt is what is read from its file, but for the lines", async () => {
  await using folder = await tempFolder({});
  const file = folder.at("alpha.md");
  const name = fc.oneof(fc.stringMatching(/^[a-z]{1,5}$/), text);
  const variable = fc.record(
    {
      type: fc.constantFrom("string", "number", "boolean", "enum"),
      description: text,
      default: word,
      required: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const sent = fc.record({
    title: text,
    description: word,
    tags: fc.array(text),
    variables: fc.dictionary(name, variable),
  });
  await fc.assert(
    fc.asyncProperty(sent, text, async (fields, body) => {
      const one = pack("alpha", { ...fields, body: `x${body}` });
      writeFileSync(file, formatPromptMarkdown(one));
      const read = await readPromptFile(file, { root: folder.path }).catch(() => undefined);
      const { prompt } = checkPromptData({ data: frontmatterOf(one), body: toLf(one.body) }, file, {
        root: folder.path,
      });
      expect(withoutLines(prompt)).toEqual(withoutLines(read));
    }),
    { numRuns: 500 },
  );
});

/** And without what only a text shows: characters that nobody sees. */
function withoutLines(prompt: PromptFile | undefined) {
  if (prompt === undefined) return undefined;
  const { bodyLine: _line, findings: _findings, variables, ...rest } = prompt;
  const declared = Object.entries(variables).map(([name, { line: _at, ...variable }]) => [name, variable]);
  return { ...rest, variables: Object.fromEntries(declared) as unknown };
}

test("variables and settings of a sweep stand as blocks", () => {
  const prompt = pack("alpha", {
    difficulty: "Beginner",
    supportedTools: ["Codex", "Claude"],
    variables: { "the language": { type: "enum", enum: ["en", "no"], required: true }, empty: {} },
    sweep: { eval: { criteria: ["security"], passThreshold: 0.9 } },
  });
  expect(formatPromptMarkdown(prompt)).toBe(`---
title: alpha
slug: alpha
difficulty: Beginner
supportedTools: [Codex, Claude]
version: 1
variables:
  the language:
    type: enum
    enum: [en, "no"]
    required: true
  empty: {}
sweep:
  eval:
    criteria: [security]
    passThreshold: 0.9
---
Do alpha.
`);
});
