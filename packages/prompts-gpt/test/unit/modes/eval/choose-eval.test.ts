import { expect, test } from "vitest";
import { chooseEval, type EvalInput } from "../../../../src/modes/eval/choose-eval.ts";
import { loadProject } from "../../../../src/modes/project.ts";
import { readPromptFile } from "../../../../src/prompts/prompt-file.ts";
import { rejection, tempFolder } from "../../../support/temp-folder.ts";

async function choose(
  input: EvalInput | undefined,
  { sweep = "{}", config = {} }: { sweep?: string; config?: object } = {},
) {
  await using folder = await tempFolder({
    "repo/.git/HEAD": "",
    "repo/.prompts-gpt/config.json": JSON.stringify({ eval: config }),
    "repo/a.md": `---\ntitle: A\nslug: a\nsweep: ${sweep}\n---\nDo it.\n`,
  });
  const root = folder.at("repo");
  const loaded = await loadProject({ cwd: root, env: { HOME: folder.at("home") } });
  const file = await readPromptFile(folder.at("repo/a.md"), { root });
  return chooseEval({ input, loaded, file, provider: "codex", model: "gpt-5.5" });
}

test("nobody asked for it: none, also where the configuration says how", async () => {
  expect(await choose(undefined, { config: { criteria: ["a"] } })).toBeUndefined();
});

test("--eval alone: the usual, by the sweep's own provider and model", async () => {
  expect(await choose(true)).toEqual({
    criteria: ["correctness", "completeness", "code-quality"],
    passThreshold: 0.8,
    provider: "codex",
    model: "gpt-5.5",
    findings: [],
  });
});

for (const [what, input, more, expected] of [
  [
    "the prompt file asks for it",
    undefined,
    { sweep: "{ eval: { criteria: [a] } }" },
    { criteria: ["a"], passThreshold: 0.8 },
  ],
  [
    "the input before the prompt file",
    { criteria: ["b"] },
    { sweep: "{ eval: { criteria: [a], passThreshold: 0.5 } }" },
    { criteria: ["b"], passThreshold: 0.5 },
  ],
  [
    "the prompt file before the configuration",
    true,
    { sweep: "{ eval: { passThreshold: 0 } }", config: { passThreshold: 0.9, criteria: ["c"] } },
    { criteria: ["c"], passThreshold: 0 },
  ],
  ["another judge: not the sweep's model", { provider: "claude" }, {}, { provider: "claude", model: undefined }],
  [
    "the configured judge with its model",
    true,
    { config: { provider: "claude", model: "opus" } },
    { provider: "claude", model: "opus" },
  ],
  [
    "another judge than the configured one: not its model",
    { provider: "gemini" },
    { config: { provider: "claude", model: "opus" } },
    { provider: "gemini", model: undefined },
  ],
  ["twice the same criterion", { criteria: [" a", "a"] }, {}, { criteria: ["a"] }],
] as const)
  test(what, async () => {
    const plan = await choose(input, more);
    expect(
      Object.fromEntries(Object.keys(expected).map((key) => [key, (plan as object as Record<string, unknown>)[key]])),
    ).toEqual(expected);
  });

test("a criterion that looks like a mistake is told, and judged as it was written", async () => {
  const plan = await choose({ criteria: ["securty"] });
  expect([plan?.criteria, plan?.findings.map(({ fix }) => fix)]).toEqual([["securty"], ['Did you mean "security"?']]);
});

for (const input of [
  { passThreshold: 1.01 },
  { passThreshold: -0.1 },
  { passThreshold: NaN },
  { criteria: [] },
  { criteria: ["a", " "] },
  { criteria: ["x".repeat(201)] },
  { criteria: Array.from({ length: 21 }, (_, n) => `c${n}`) },
])
  test(`refused: ${JSON.stringify(input).slice(0, 60)}`, async () => {
    expect(await rejection(choose(input))).toMatchObject({ exitCode: 2, fix: expect.stringMatching(/^--eval-/) });
  });
