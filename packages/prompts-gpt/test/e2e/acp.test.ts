import assert from "node:assert/strict";
import { describe, test } from "vitest";
import type { RunPromptResult } from "../../src/index.ts";
import { SCRIPTED } from "../support/bridge.ts";
import { tempProject } from "../support/project.ts";

const say = (text: string) => ({
  update: { sessionUpdate: "agent_message_chunk", content: { type: "text", text } },
});
const ACP = `acp:'${process.execPath}' '${SCRIPTED}' .script.json`;

/** A run of the scripted agent through the built command. */
async function run(script: object, ...flags: readonly string[]) {
  await using project = await tempProject({ ".script.json": JSON.stringify(script) });
  const given = ["--agent", ACP, "--access", "full", "--prompt", "Do it.", "--json", ...flags];
  const { exitCode, stdout, stderr } = await project.cli("run", ...given);
  return { exitCode, stderr, result: JSON.parse(stdout || "null") as RunPromptResult };
}

test("an agent is run, recorded and read as every other", async () => {
  const write = { request: ["fs/write_text_file", { path: "{cwd}/new.txt", content: "new\n" }] };
  const { exitCode, result } = await run({ steps: [write, { permission: { kind: "execute" } }, say("FINAL")] });
  assert.deepEqual([exitCode, result.ok, result.changedFiles], [0, true, ["new.txt"]]);
  assert.match(result.output, /FINAL$/);
  assert.deepEqual([result.sessionId, result.denied], ["session-1", 0]);
});

describe("how it fails", () => {
  for (const [what, script, kind, ...flags] of [
    ["a login that is missing", { authRequired: true }, "not-authenticated"],
    ["an error of its service", { steps: [{ error: { code: 429, message: "slow down" } }] }, "rate-limited"],
    ["an end in the middle", { steps: [{ exit: 7 }] }, "crashed"],
    ["silence", { steps: [{ hang: true }] }, "hung", "--idle-timeout", "2"],
    ["a hang that is deaf to a cancel", { deaf: true, steps: [{ hang: true }] }, "timed-out", "--timeout", "2"],
    ["a model where it offers no choice", {}, "model-unknown", "--model", "m"],
  ] as const)
    test(`${what}: ${kind}`, async () => {
      const { exitCode, result } = await run(script, ...flags);
      assert.deepEqual([result.failure?.kind, result.leftProcesses], [kind, []], result.error ?? "");
      assert.equal(exitCode, 1);
    });

  test("the ways to log in are named", async () => {
    const authMethods = [{ id: "a", name: "Log in", description: "Run `agent login`" }];
    const { result } = await run({ authRequired: true, init: { authMethods } });
    assert.match(result.failure?.message ?? "", /Run `agent login`/);
  });
});

describe("who may name a command", () => {
  const config = (defaultAgent: string) => ({ ".prompts-gpt/config.json": JSON.stringify({ defaultAgent }) });
  const script = { ".script.json": JSON.stringify({ steps: [say("FINAL")] }) };
  const args = ["run", "--access", "full", "--prompt", "Do it."];

  test("a prompt file never", async () => {
    const prompt = `---\ntitle: Task\ndescription: A task\nslug: task\nprovider: "${ACP}"\n---\nDo it.\n`;
    await using project = await tempProject({ ...script, "task.md": prompt });
    const { exitCode, stderr } = await project.cli("run", "task.md", "--access", "full");
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr, /a prompt file may not choose a command to start/);
    const named = await project.cli("run", "task.md", "--access", "full", "--agent", ACP);
    assert.equal(named.exitCode, 0, named.stderr);
  });

  test("a committed configuration once it is accepted", async () => {
    await using project = await tempProject({ ...script, ...config(ACP) });
    const refused = await project.cli(...args);
    assert.equal(refused.exitCode, 2);
    assert.match(refused.stderr, /\(defaultAgent\), and nobody has accepted that yet/);
    const named = await project.cli(...args, "--agent", ACP);
    assert.equal(named.exitCode, 0, named.stderr);
    assert.equal((await project.cli("trust", "--yes")).exitCode, 0);
    const accepted = await project.cli(...args);
    assert.equal(accepted.exitCode, 0, accepted.stderr);
  });

  test("another agent is run without it", async () => {
    await using project = await tempProject({ ...script, ...config(ACP) });
    const { exitCode, stderr } = await project.cli("run", "--agent", "sh", "--prompt", "echo hi");
    assert.equal(exitCode, 0, stderr);
  });

  test("a name of one's own for it may have less access", async () => {
    const agent = { command: process.execPath, args: [SCRIPTED, ".script.json"], prompt: "stdin", output: "acp" };
    const customProviders = { mine: { ...agent, access: { read: [] } } };
    const files = { ".prompts-gpt/config.json": JSON.stringify({ customProviders }) };
    const asks = { ".script.json": JSON.stringify({ steps: [{ permission: { kind: "execute", title: "rm" } }] }) };
    await using project = await tempProject({ ...asks, ...files });
    const ended = await project.cli("run", "--agent", "mine", "--access", "read", "--prompt", "Do it.", "--json");
    const result = JSON.parse(ended.stdout) as RunPromptResult;
    assert.deepEqual([ended.exitCode, result.failure?.kind, result.denied], [1, "permission-denied", 1]);
  });
});
