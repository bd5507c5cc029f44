import fc from "fast-check";
import { expect, test } from "vitest";
import { safeParse } from "valibot";
import { promptDraftSchema } from "../../../../prompts-gpt/src/registry/contract/shapes.ts";
import type { PromptDraft } from "../../../../prompts-gpt/src/registry/contract/types.ts";
import { readDraft } from "../../../src/page/read-draft.ts";
import { typedOf } from "../../../src/page/typed.ts";
import { draft } from "../../support/registry.ts";

/** What a browser makes of the fields: one line has no line ends, and those of a text come as CRLF, which the server makes LF. */
function throughBrowser(form: URLSearchParams): URLSearchParams {
  const sent = new URLSearchParams();
  for (const [name, value] of form) {
    const isText = name === "body" || name === "description";
    sent.append(name, isText ? value.replaceAll(/\r\n?/g, "\n") : value.replaceAll(/[\r\n]/g, ""));
  }
  return sent;
}

const word = fc.string({ minLength: 1, maxLength: 12 });
const spaced = fc.array(fc.constantFrom("a", " ", ",", "\n", "\r\n", "\r", "é", '"', "<", "&"), { maxLength: 12 });
const some = spaced.map((parts) => parts.join(""));
const variable = fc.record(
  {
    type: fc.constantFrom("string", "number", "boolean", "enum"),
    description: some,
    enum: fc.array(word, { maxLength: 3 }),
    default: fc.oneof(some, fc.integer(), fc.boolean()),
    required: fc.boolean(),
  },
  { requiredKeys: [] },
);
const anyDraft = fc
  .record(
    {
      title: some,
      description: some,
      category: some,
      outputType: some,
      body: some,
      difficulty: fc.constantFrom(null, "Beginner"),
      supportedTools: fc.array(some, { maxLength: 3 }),
      tags: fc.array(word, { maxLength: 3 }),
      source: fc.constantFrom("library", "local"),
      variables: fc.dictionary(fc.stringMatching(/^[A-Za-z_][\w.-]{0,8}$/), variable, { maxKeys: 4 }),
      sweep: fc.constant({ defaultIterations: 2 }),
    },
    {
      requiredKeys: [
        "title",
        "description",
        "category",
        "outputType",
        "body",
        "difficulty",
        "supportedTools",
        "tags",
        "source",
      ],
    },
  )
  .map((fields) => safeParse(promptDraftSchema, fields))
  .filter(({ success }) => success)
  .map(({ output }) => output as PromptDraft);

test("a form that nobody touched says what it was filled with, whatever that is", () => {
  fc.assert(
    fc.property(anyDraft, (base) => {
      expect(readDraft(throughBrowser(typedOf(base)), base)).toEqual({ draft: base });
    }),
    { numRuns: 300 },
  );
});

test("what was touched is what was typed", () => {
  const base = draft({
    body: "a\r\nb\r\n",
    tags: ["x"],
    variables: { n: { type: "number", default: 1 } },
  });
  const form = throughBrowser(typedOf(base));
  form.set("body", "a\nb\nc\n");
  form.set("tags", " y ,, z");
  form.set("variable-0-default", "2");
  form.set("variable-1-name", "flag");
  form.set("variable-1-type", "boolean");
  form.set("variable-1-default", "true");
  expect(readDraft(form, base)).toEqual({
    draft: {
      ...base,
      body: "a\r\nb\r\nc\r\n",
      tags: ["y", "z"],
      variables: { n: { type: "number", default: 2 }, flag: { type: "boolean", default: true } },
    },
  });
});

test("a variable that stands there twice, or has no name, is told", () => {
  const form = new URLSearchParams({ title: "t", body: "b", "variable-0-name": "a", "variable-1-name": "a" });
  expect(readDraft(form, undefined)).toEqual({ errors: { variables: ["a: it is there twice"] } });
  const nameless = new URLSearchParams({ title: "t", body: "b", "variable-0-name": "", "variable-0-default": "x" });
  expect(readDraft(nameless, undefined)).toHaveProperty("errors.variables");
});
