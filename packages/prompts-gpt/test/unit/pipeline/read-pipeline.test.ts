import { expect, test } from "vitest";
import { pipelineItem } from "../../../src/pipeline/executing-item.ts";
import { readPipeline } from "../../../src/pipeline/read-pipeline.ts";

const FILE = ".prompts-gpt/pipelines/p.yaml";
const read = (text: string) => readPipeline(text, FILE);
const said = async (text: string) => (await read(text)).findings.map(({ code, line }) => `${code}:${line}`);

const GOOD = `name: Fix and check
steps:
  - id: look
    prompt: Look for the fault.
    access: read
  - id: fix
    promptFile: .prompts-gpt/fix.md
    provider: codex
    needs: [look]
    verify: ["npm test"]
    retries: 2
    timeoutSeconds: 600
  - id: explain
    prompt: "Why did it fail? {{steps.fix.summary}} {{ steps.look.summary }}"
    needs: [fix]
    when: steps.fix.failed && steps.look.ok
`;

test("a pipeline is read with all that it says", async () => {
  const { pipeline, findings } = await read(GOOD);
  expect(findings).toEqual([]);
  expect(pipeline?.steps.map(({ id, needs }) => [id, needs])).toEqual([
    ["look", []],
    ["fix", ["look"]],
    ["explain", ["fix"]],
  ]);
  expect(pipeline?.steps[1]).toMatchObject({
    task: { kind: "file", path: ".prompts-gpt/fix.md" },
    provider: "codex",
    verify: ["npm test"],
    retries: 2,
    timeoutSeconds: 600,
  });
});

test("what it would execute is one item, by step", async () => {
  const { pipeline } = await read(GOOD);
  expect(pipeline && pipelineItem(pipeline, FILE)).toEqual({
    key: "pipeline.verify",
    value: { fix: ["npm test"] },
    file: FILE,
  });
});

const step = (more: string) => `steps:\n  - id: a\n    prompt: x\n    ${more}\n`;
for (const [what, text, expected] of [
  ["no YAML", "steps: [", ["yaml.invalid:1"]],
  ["an alias", "steps:\n  - &a\n    id: a\n    prompt: x\n  - *a\n", ["yaml.invalid:5"]],
  ["nothing", "", ["pipeline.steps:1"]],
  ["no list", "steps: 3\n", ["pipeline.steps:1"]],
  ["a step that is text", "steps:\n  - id: a\n    prompt: x\n  - b\n", ["pipeline.wrong-type:4"]],
  ["an unknown key", step("modle: gpt"), ["pipeline.unknown-key:4"]],
  ["an unknown key at the top", `${step("model: x")}stepz: 1\n`, ["pipeline.unknown-key:5"]],
  ["a wrong type", step("needs: b"), ["pipeline.wrong-type:4"]],
  ["a wrong access", step("access: root"), ["pipeline.wrong-type:4"]],
  ["what nobody sees", step('model: "a\u202Eb"'), ["prompt.invisible-character:4"]],
  ["a provider that is a command", step('provider: "acp:sh -c x"'), ["pipeline.wrong-type:4"]],
  ["too many retries", step("retries: 99"), ["pipeline.wrong-type:4"]],
  ["retries without verify", step("retries: 1"), ["pipeline.retries:4"]],
  ["a prompt file beside a prompt", step("promptFile: a.md"), ["pipeline.prompt:4"]],
  ["a path that leads out", "steps:\n  - id: a\n    promptFile: ../../etc/passwd\n", ["pipeline.wrong-type:3"]],
  ["an absolute path", "steps:\n  - id: a\n    promptFile: /etc/passwd\n", ["pipeline.wrong-type:3"]],
  ["no id", "steps:\n  - prompt: x\n", ["pipeline.missing-key:2"]],
  ["an id that is a path", 'steps:\n  - id: "../x"\n    prompt: x\n', ["pipeline.wrong-type:2"]],
  ["the same id", "steps:\n  - id: a\n    prompt: x\n  - id: A\n    prompt: x\n", ["pipeline.duplicate-id:4"]],
  ["an unknown need", step("needs: [tests]"), ["pipeline.unknown-need:4"]],
  ["itself", step("needs: [a]"), ["pipeline.cycle:4"]],
  ["a condition that is code", step('when: "process.exit()"'), ["pipeline.when:4"]],
  ["a condition about a step that it does not need", step("when: steps.b.ok"), ["pipeline.not-needed:4"]],
  [
    "a summary of a step that it does not need",
    'steps:\n  - id: a\n    prompt: x\n  - id: b\n    prompt: "{{steps.a.summary}}"\n',
    ["pipeline.not-needed:5"],
  ],
  [
    "a condition that cannot hold, and what needs it",
    "steps:\n  - id: a\n    prompt: x\n  - id: b\n    prompt: x\n    needs: [a]\n    when: steps.a.ok && steps.a.failed\n  - id: c\n    prompt: x\n    needs: [b]\n",
    ["pipeline.unreachable:7", "pipeline.unreachable:8"],
  ],
] as const) {
  test(`a finding with its line: ${what}`, async () => expect(await said(text)).toEqual(expected));
}

test("a cycle is named", async () => {
  const text = ["a: c", "b: a", "c: b"].map((one) => {
    const [id, need] = one.split(": ");
    return `  - { id: ${id}, prompt: x, needs: [${need}] }`;
  });
  const { findings } = await read(`steps:\n${text.join("\n")}\n`);
  expect(findings.map(({ message }) => message)).toEqual(["Steps need each other in a circle: a → c → b → a."]);
});

test("the nearest name is told", async () => {
  expect((await read(step("modle: gpt"))).findings[0]?.fix).toBe('Did you mean "model"?');
});

test("a file that is too large is not parsed", async () => {
  expect(await said(`# ${"x".repeat(300_000)}\n${GOOD}`)).toEqual(["pipeline.too-large:1"]);
});

test("dollar braces are no reference", async () => {
  expect(await said('steps:\n  - id: a\n    prompt: "${{ steps.b.summary }}"\n')).toEqual([]);
});
