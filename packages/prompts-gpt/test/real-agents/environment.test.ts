import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "vitest";
import type { RealAgent } from "../support/agent-setup.mjs";
import { isInstalled, realAgent } from "../support/real-agent.ts";

const OURS = "pgpt_0123456789abcdef";

/** Variables of a user who has several agents; `dummy` is what the fake model takes for a key. */
const USERS = {
  PROMPTS_GPT_TOKEN: OURS,
  MY_REGISTRY: `Bearer ${OURS}`,
  CODEX_API_KEY: "codex-key",
  OPENAI_API_KEY: "openai-key",
  ANTHROPIC_API_KEY: "dummy",
  GEMINI_API_KEY: "gemini-key",
  COPILOT_PROVIDER_API_KEY: "copilot-key",
  PLAIN: "kept",
};

/** Which of them the agent's own shell tool sees. */
async function seenByShell(agent: RealAgent, ...args: readonly string[]): Promise<string[]> {
  await using real = await realAgent(agent, [{ shell: "env > env.txt" }, { text: "FINAL" }], USERS);
  const run = await real.run("--access", "full", ...args);
  assert.equal(run.cliExit, 0, run.error);
  const text = readFileSync(real.project.at("env.txt"), "utf8");
  assert.equal(text.includes(OURS), false, "our token");
  const names = [...Object.keys(USERS), "FAKE_API_KEY", "OPENCODE_FAKE_KEY"];
  return names.filter((name) => text.split("\n").some((line) => line.startsWith(`${name}=`)));
}

describe.runIf(isInstalled("codex"))("codex", () => {
  test("its shell sees no key, its own neither", async () => assert.deepEqual(await seenByShell("codex"), ["PLAIN"]));

  test("what the user says after -- brings them back, those of others not", async () =>
    assert.deepEqual(await seenByShell("codex", "--", "-c", "shell_environment_policy.ignore_default_excludes=true"), [
      "CODEX_API_KEY",
      "OPENAI_API_KEY",
      "PLAIN",
      "FAKE_API_KEY",
    ]));
});

describe.runIf(isInstalled("claude"))("claude", () => {
  test("its shell sees its own key and no other", async () =>
    assert.deepEqual(await seenByShell("claude"), ["ANTHROPIC_API_KEY", "PLAIN"]));
});

/** None of them takes its own key from its commands, but Copilot CLI; nobody's commands see the key of another. */
for (const [agent, seen] of [
  ["gemini", ["GEMINI_API_KEY", "PLAIN"]],
  ["qwen", ["OPENAI_API_KEY", "PLAIN"]],
  ["copilot", ["PLAIN"]],
  ["opencode", ["PLAIN", "OPENCODE_FAKE_KEY"]],
] as const)
  describe.runIf(isInstalled(agent))(agent, () => {
    test(`its shell sees ${seen.join(" and ")}`, async () => assert.deepEqual(await seenByShell(agent), seen));
  });
