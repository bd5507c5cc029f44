import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { describe, test } from "vitest";
import type { OrchestrateAutoResult, OrchestrateEvalResult, PipelineResult } from "../../src/index.ts";
import { MODELS } from "../support/agent-setup.mjs";
import type { Turn } from "../support/fake-model.mjs";
import { isInstalled, realAgent } from "../support/real-agent.ts";

type Agent = "codex" | "claude";

const usage = { input: 100, output: 20 };
const closing = (what: string): Turn => ({ text: `Done.\n\n## Closing summary\n\n- ${what}`, usage });
/** How the model answers where it is held to a schema. */
const ANSWERS: Readonly<Record<Agent, (answer: Readonly<Record<string, unknown>>) => Turn>> = {
  codex: (answer) => ({ text: JSON.stringify(answer) }),
  claude: (answer) => ({ call: { name: "StructuredOutput", args: answer } }),
};
const PLAN = {
  steps: [
    { id: "look", prompt: "Look at the hinges.", needs: [], access: "read" },
    { id: "oil", prompt: "Oil them.", needs: ["look"], access: "write" },
  ],
};
const scores = (correctness: number) => ({ scores: { correctness }, reasons: { correctness: "It is oiled." } });

const PIPELINE = `steps:
  - { id: look, access: read, prompt: Look at the hinges. }
  - id: oil
    needs: [look]
    prompt: "Oil them. What was found: {{steps.look.summary}}"
    verify: [grep oil hinge.txt]
    retries: 1
`;

/** One mode of `orchestrate`, by the real CLI. */
async function realOrchestra(agent: Agent, turns: readonly Turn[]) {
  const real = await realAgent(agent, turns);
  const { project, input, model } = real;
  await mkdir(project.at(".prompts-gpt/pipelines"), { recursive: true });
  await writeFile(project.at(".prompts-gpt/pipelines/hinges.yaml"), PIPELINE);
  const common = ["--agent", agent, "--model", MODELS[agent], "--access", "full", "--json"];
  return {
    ...real,
    async orchestrate<T>(...args: readonly string[]) {
      const { exitCode, stdout, stderr } = await project.start(["orchestrate", ...common, ...args], {
        env: { ...input.env },
      }).ended;
      assert.notEqual(stdout, "", stderr);
      return { exitCode, result: JSON.parse(stdout) as T };
    },
    /** What the model was asked, each as JSON. */
    asked: () => model.main().map(({ body }) => JSON.stringify(body)),
  };
}

for (const agent of ["codex", "claude"] as const)
  describe.runIf(isInstalled(agent)).concurrent(agent, () => {
    const answer = ANSWERS[agent];

    test("from a goal to an evaluated result: the plan is held to the schema, carried out and judged", async () => {
      const turns: Turn[] = [
        answer(PLAN),
        closing("the left one squeaks"),
        { shell: "echo oil > hinge.txt", usage },
        closing("oiled it"),
        answer(scores(0.9)),
      ];
      await using real = await realOrchestra(agent, turns);
      const args = ["--goal", "No hinge squeaks.", "--criteria", "correctness", "--verify", "grep oil hinge.txt"];
      const { exitCode, result } = await real.orchestrate<OrchestrateAutoResult>("--mode", "auto", ...args);
      assert.deepEqual(
        [exitCode, result.generatedSteps.map(({ name }) => name), result.evaluation?.score],
        [0, ["look", "oil"], 90],
      );
      const asked = real.asked();
      assert.match(asked[0] ?? "", /No hinge squeaks\./);
      assert.match(asked.at(-1) ?? "", /> No hinge squeaks\.[^]*> \+oil/);
    });
  });

/** What is done the same whoever works. */
describe.runIf(isInstalled("claude"))("claude", () => {
  const agent = "claude";

  test("a pipeline whose failing verify recovers on the second try", async () => {
    const turns: Turn[] = [
      closing("the left one squeaks"),
      { shell: "echo rust > hinge.txt", usage },
      closing("looked again"),
      { shell: "echo oil > hinge.txt", usage },
      closing("oiled it"),
    ];
    await using real = await realOrchestra(agent, turns);
    const { exitCode, result } = await real.orchestrate<PipelineResult>("--mode", "pipeline", "hinges", "--trust");
    assert.deepEqual(
      [exitCode, result.steps.map(({ id, status, attempts }) => [id, status, attempts])],
      [
        0,
        [
          ["look", "succeeded", 1],
          ["oil", "succeeded", 2],
        ],
      ],
    );
    assert.equal(await readFile(real.project.at("hinge.txt"), "utf8"), "oil\n");
    const asked = real.asked();
    assert.match(asked[1] ?? "", /Oil them\.[^]*> - the left one squeaks/);
    assert.match(asked[3] ?? "", /was done before, and the result was not accepted[^]*> - looked again[^]*grep oil/);
  });
});

describe.runIf(isInstalled("codex"))("codex", () => {
  const agent = "codex";
  const answer = ANSWERS[agent];

  test("a fresh answer, and a judge that is held to the schema", async () => {
    await using real = await realOrchestra(agent, [closing("nothing to do"), answer(scores(0.65))]);
    const args = ["--prompt", "Look at the hinges.", "--criteria", "correctness", "--threshold", "66"];
    const { exitCode, result } = await real.orchestrate<OrchestrateEvalResult>("--mode", "eval", ...args);
    const [judge] = result.evaluation.judges;
    assert.deepEqual([exitCode, result.evaluation.score, judge?.problem], [1, 65, null]);
    assert.match(result.error ?? "", /65 of 100, and 66 are asked for\. correctness 65 .*: It is oiled\./);
  });
});
