import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "vitest";
import type { GenerateResult } from "../../src/index.ts";
import { MODELS, type RealAgent } from "../support/agent-setup.mjs";
import type { Turn } from "../support/fake-model.mjs";
import { isInstalled, realAgent } from "../support/real-agent.ts";
import { PECULIAR } from "./agents.ts";

const TIDY = { slug: "tidy", title: "Tidy up", body: "Tidy {{folder}}.\n", variables: { folder: { default: "src" } } };

async function generate(agent: RealAgent, turns: readonly Turn[]) {
  const real = await realAgent(agent, turns);
  const args = ["generate", "--goal", "Keep it tidy", "--local", "--agent", agent, "--model", MODELS[agent], "--json"];
  const { exitCode, stdout, stderr } = await real.project.start(args, { env: real.input.env }).ended;
  return { real, exitCode, stderr, result: JSON.parse(stdout) as GenerateResult };
}

describe.runIf(isInstalled("claude"))("claude, generate --local", () => {
  const agent = "claude";

  test("its answer becomes a prompt file that holds; an answer that cannot be read is asked for again", async () => {
    const fenced = `Here it is:\n\`\`\`json\n${JSON.stringify({ prompts: [TIDY] }, null, 2)}\n\`\`\`\n`;
    const { real, exitCode, stderr, result } = await generate(agent, [
      { text: "I would rather not." },
      { text: fenced },
    ]);
    await using _real = real;
    assert.deepEqual([exitCode, result.by, result.runs.length, stderr.includes("error:")], [0, agent, 2, false]);
    assert.equal(
      readFileSync(real.project.at(".prompts-gpt/tidy.md"), "utf8"),
      "---\ntitle: Tidy up\nslug: tidy\nsource: generated\nvariables:\n  folder:\n    default: src\n---\nTidy {{folder}}.\n",
    );
    const [first, second] = real.model.main().map(({ body }) => JSON.stringify(body));
    assert.match(first ?? "", /Goal: \\+"Keep it tidy/);
    assert.match(second ?? "", /could not be used: it holds no JSON object/);
    assert.equal((await real.project.cli("validate")).exitCode, 0);
  });
});

describe.runIf(isInstalled("codex"))("codex, generate --local", () => {
  const agent = "codex";

  test("it may only read: a file that the model has it write is not written, and the prompts still come", async () => {
    const write = PECULIAR[agent].forcedWrite;
    assert.ok(write);
    const { real, exitCode } = await generate(agent, [write, { text: JSON.stringify({ prompts: [TIDY] }) }]);
    await using _real = real;
    assert.deepEqual([exitCode, existsSync(real.project.at("new.txt"))], [0, false]);
    assert.equal(existsSync(real.project.at(".prompts-gpt/tidy.md")), true);
  });
});
