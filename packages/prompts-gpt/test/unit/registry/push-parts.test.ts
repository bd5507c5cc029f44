import { expect, test } from "vitest";
import { readPromptFile } from "../../../src/prompts/prompt-file.ts";
import { type PromptDraft } from "../../../src/registry/contract/types.ts";
import { readDrafts } from "../../../src/registry/drafts.ts";
import { draftOf } from "../../../src/registry/push/draft.ts";
import { withVersion } from "../../../src/registry/push/set-version.ts";
import { formatPromptMarkdown } from "../../../src/registry/sync/prompt-markdown.ts";
import { unifiedDiff } from "../../../src/registry/unified-diff.ts";
import { draftOf as publishedOf, pack } from "../../support/registry.ts";
import { tempFolder } from "../../support/temp-folder.ts";

async function drafted(text: string): Promise<{ draft: PromptDraft; left: readonly string[] }> {
  await using folder = await tempFolder({ "x.md": text });
  const result = await draftOf(await readPromptFile(folder.at("x.md"), { root: folder.path }), text);
  if ("finding" in result) throw new Error(result.finding.message);
  return { ...result, left: result.left };
}

test("what a sync has written is published as the very same prompt", async () => {
  const whole = pack("whole", {
    description: "a: b",
    category: "x",
    difficulty: "Beginner",
    outputType: "JSON",
    supportedTools: ["Codex"],
    tags: ["1", "true"],
    source: "generated",
    body: "\n---\nDo {{a}}.",
    variables: { a: { type: "number", default: 3, required: true }, b: {}, c: { enum: ["1", "x"], description: "y" } },
    sweep: { defaultIterations: 2, eval: { criteria: ["docs"], passThreshold: 0.5 } },
  });
  const { draft, left } = await drafted(formatPromptMarkdown(whole));
  expect([draft, left]).toEqual([publishedOf(whole), []]);
});

test("keys that are no part of a draft are told, nested ones too", async () => {
  const { left } = await drafted(
    "---\ntitle: x\nslug: x\nbody: no\nmodel: m\nvariables:\n  a: { unit: cm }\nsweep: { parallel: 2, eval: { judge: x } }\n---\nDo {{a}}.\n",
  );
  expect(left).toEqual(["body", "model", "variables.a.unit", "sweep.parallel", "sweep.eval.judge"]);
});

test.each([
  ["put at the end", "---\ntitle: x\n---\nbody\n", "---\ntitle: x\nversion: 7\n---\nbody\n"],
  [
    "put before variables",
    "---\ntitle: x\nvariables:\n  a:\n---\nb",
    "---\ntitle: x\nversion: 7\nvariables:\n  a:\n---\nb",
  ],
  [
    "changed, its comment kept",
    "---\nversion: 3 # synced\ntitle: x\n---\n",
    "---\nversion: 7 # synced\ntitle: x\n---\n",
  ],
  ["changed in quotes of its key", '---\n"version": 12\n---\n', '---\n"version": 7\n---\n'],
  ["with the file's line ends", "---\r\ntitle: x\r\n---\r\nb\r\n", "---\r\ntitle: x\r\nversion: 7\r\n---\r\nb\r\n"],
  [
    "not where a variable is called so",
    "---\nvariables:\n  version: {}\n---\n",
    "---\nversion: 7\nvariables:\n  version: {}\n---\n",
  ],
  ["nowhere without frontmatter", "# Title\n", undefined],
  ["nowhere in one line of braces", "---\n{ title: x, version: 1 }\n---\n", undefined],
])("the version is %s", async (_where, before, after) => {
  expect(await withVersion(before, 7)).toBe(after);
});

test.each([
  ["no braces", "Sorry.", "it holds no JSON object"],
  ["broken JSON", '{"prompts": [', "it holds no JSON object"],
  ["nothing in it", "{}", 'it has no "prompts"'],
  ["a prompt without text", '{"prompts":[{"title":"x"}]}', "prompts.0.body: "],
  ["a slug of nothing", '{"title":"…","body":"x"}', "prompts.0.slug: "],
  ["far too long", "x".repeat(5 * 1024 * 1024), "it is too long"],
])("an answer with %s says what is wrong with it", (_what, answer, problem) => {
  expect(readDrafts(answer)).toEqual(expect.stringContaining(problem));
});

test("a unified diff: hunks, names, a last line without its end; and texts that differ in everything, in no time", () => {
  expect(unifiedDiff({ path: "a.md", before: "1\n2\n", after: "1\n3" })).toBe(
    "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n\\ No newline at end of file\n",
  );
  expect(unifiedDiff({ path: "a.md", before: "", after: "1\n" })).toBe(
    "--- /dev/null\n+++ b/a.md\n@@ -0,0 +1,1 @@\n+1\n",
  );
  const lines = (word: string) => Array.from({ length: 100_000 }, (_, at) => `${word} ${at}\n`).join("");
  const started = performance.now();
  const diff = unifiedDiff({ path: "a.md", before: lines("one"), after: lines("two") });
  expect(diff.split("\n").length).toBeGreaterThan(200_000);
  // The time would grow with the square of the edits, were they not limited; this leaves room for a machine that is busy with other things.
  expect(performance.now() - started).toBeLessThan(20_000);
});
