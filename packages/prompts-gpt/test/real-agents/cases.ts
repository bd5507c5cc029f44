import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "vitest";
import type { RealAgent } from "../support/agent-setup.mjs";
import type { Turn } from "../support/fake-model.mjs";
import { isInstalled, realAgent, resultOf, running } from "../support/real-agent.ts";

type Sdk = typeof import("../../src/index.ts");

/** What every agent CLI has to do, driven through the built CLI, with a scripted model behind it. */
export function realAgentTests(agent: RealAgent): void {
  describe.runIf(isInstalled(agent))(agent, () => {
    answers(agent);
    refusals(agent);
    endings(agent);
    prompts(agent);
  });
}

const forEver = (turn: Turn): Turn[] => [{ ...turn, times: 0 }];

function answers(agent: RealAgent): void {
  test("an answer", async () => {
    await using real = await realAgent(agent, [
      { text: "FINAL: plain answer.", usage: { input: 1000, cached: 0, output: 50 } },
    ]);
    const run = await real.run();
    assert.deepEqual([run.cliExit, run.ok, run.output, run.changedFiles], [0, true, "FINAL: plain answer.", []]);
    assert.deepEqual([run.tokenUsage.inputTokens, run.tokenUsage.outputTokens], [1000, 50]);
    assert.notEqual(run.sessionId, null);
  });

  test("a file edit", async () => {
    await using real = await realAgent(agent, [
      { write: { path: "{cwd}/new.txt", content: "line\n" } },
      { text: "FINAL" },
    ]);
    const run = await real.run();
    assert.deepEqual([run.cliExit, run.changedFiles], [0, ["new.txt"]]);
    assert.equal(readFileSync(real.project.at("new.txt"), "utf8"), "line\n");
  });

  test("a shell call", async () => {
    await using real = await realAgent(agent, [
      { text: "I will run it.", shell: "echo hi > out.txt" },
      { text: "FINAL" },
    ]);
    const run = await real.run("--access", "full");
    assert.deepEqual([run.cliExit, run.changedFiles, run.output], [0, ["out.txt"], "FINAL"]);
    const shells = real
      .events(run.runDir)
      .filter((event) => event.type === "agent.tool.started" && event.tool.kind === "shell");
    assert.equal(shells.length, 1);
  });

  test("a tool that fails is no failure of the run", async () => {
    await using real = await realAgent(agent, [{ shell: "echo oops >&2; exit 3" }, { text: "FINAL" }]);
    const run = await real.run("--access", "full");
    const failed = real
      .events(run.runDir)
      .filter((event) => event.type === "agent.tool.finished" && event.status === "failed");
    assert.deepEqual([run.cliExit, failed.map((event) => "exitCode" in event && event.exitCode)], [0, [3]]);
  });

  test("a stream that is cut is tried again", async () => {
    await using real = await realAgent(agent, [{ text: "abcdefgh", chunk: 1, dropAfter: 5 }, { text: "FINAL" }]);
    const run = await real.run();
    assert.deepEqual([run.cliExit, run.output, real.model.main().length], [0, "FINAL", 2]);
  });
}

/** The tool is not even offered with access read: the model calls it all the same. */
const FORCED_WRITE: Readonly<Record<RealAgent, Turn>> = {
  codex: { write: { path: "{cwd}/new.txt", content: "no\n" } },
  claude: { call: { name: "Write", args: { file_path: "{cwd}/new.txt", content: "no\n" } } },
};

function refusals(agent: RealAgent): void {
  test("access read is read-only: the write is denied, and nothing else was done", async () => {
    await using real = await realAgent(agent, [FORCED_WRITE[agent], { text: "FINAL" }]);
    const run = await real.run("--access", "read");
    assert.deepEqual([run.cliExit, run.failure?.kind, run.denied, run.changedFiles], [1, "permission-denied", 1, []]);
  });

  test("a write outside the workspace is denied", async () => {
    await using real = await realAgent(agent, [
      { write: { path: "/etc/prompts-gpt-test", content: "no\n" } },
      { text: "FINAL" },
    ]);
    const run = await real.run();
    assert.deepEqual([run.cliExit, run.failure?.kind, run.denied], [1, "permission-denied", 1]);
  });

  for (const [status, message, kind] of [
    [401, "bad key", "not-authenticated"],
    [404, "The model `nope` does not exist or you do not have access to it.", "model-unknown"],
    [429, "slow down", "rate-limited"],
    [500, "boom", "provider-error"],
  ] as const)
    test(`HTTP ${status}: ${kind}`, async () => {
      await using real = await realAgent(agent, forEver({ status, message }));
      const run = await real.run();
      assert.deepEqual([run.cliExit, run.failure?.kind], [1, kind], run.error);
    });
}

/** Gives up after 20 seconds, so that a test fails where it waits and cleans up after itself. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let round = 0; !isTrue(); round++) {
    assert.ok(round < 400, "it never happened");
    await sleep(50);
  }
}

function endings(agent: RealAgent): void {
  for (const [flag, kind] of [
    ["--timeout", "timed-out"],
    ["--idle-timeout", "hung"],
  ] as const)
    test(`a hang is ended by ${flag}`, async () => {
      await using real = await realAgent(agent, forEver({ hang: true }));
      const run = await real.run(flag, "3");
      assert.deepEqual([run.cliExit, run.failure?.kind], [1, kind]);
    });

  test("Ctrl-C stops the agent and what it runs, and is recorded", async () => {
    // Not a plain sleep: Claude Code refuses to run one.
    const word = `--sleep-interval=${1000 + process.pid}.${agent.length}`;
    await using real = await realAgent(agent, [{ shell: `tail ${word} -f /dev/null` }, { text: "FINAL" }]);
    const { child, ended } = real.start(["--prompt", "Wait.", "--access", "full"]);
    await until(() => running(word).length > 0);
    child.kill("SIGINT");
    const run = resultOf(await ended);
    assert.deepEqual([run.cliExit, run.failure?.kind, running(word)], [130, "cancelled", []]);
  });

  test("a process that it left behind is ended, and listed", async () => {
    const seconds = `${1000 + process.pid}.${agent.length}2`;
    await using real = await realAgent(agent, [
      { shell: `setsid sleep ${seconds} > /dev/null 2>&1 < /dev/null & echo left` },
      { text: "FINAL" },
    ]);
    const run = await real.run("--access", "full");
    assert.deepEqual(
      [run.cliExit, run.leftProcesses.map(({ command }) => command), running(seconds)],
      [0, [`sleep ${seconds}`], []],
    );
  });
}

const FIVE_MEGABYTES = "word ".repeat(1_000_000);

function prompts(agent: RealAgent): void {
  test("a prompt of 5 MB is delivered whole, or refused with the provider's limit", async () => {
    await using real = await realAgent(agent, [{ text: "FINAL" }]);
    const { cliExit, failure } = resultOf(await real.start(["-"], { stdin: FIVE_MEGABYTES }).ended);
    const isDelivered = JSON.stringify(real.model.main().at(-1)?.body ?? "").includes(FIVE_MEGABYTES.trimEnd());
    // Codex 0.169.0 takes 1,048,576 characters and says so; Claude Code takes all of it.
    const expected = agent === "codex" ? [1, "context-too-long", false] : [0, undefined, true];
    assert.deepEqual([cliExit, failure?.kind, isDelivered], expected);
    if (agent === "codex") assert.match(failure?.message ?? "", /1048576/);
  });

  test("a second turn goes on in the agent's session, and only it is counted", async () => {
    const usage = { input: 100, output: 20 };
    await using real = await realAgent(agent, [
      { text: "one", usage },
      { text: "two", usage },
    ]);
    const { runPrompt } = (await import(new URL("../../dist/sdk/index.js", import.meta.url).href)) as Sdk;
    const first = await runPrompt({ ...real.input, prompt: "First." });
    assert.ok(first.sessionId);
    const second = await runPrompt({
      ...real.input,
      prompt: "Second.",
      resume: { sessionId: first.sessionId, usage: first.tokenUsage },
    });
    assert.deepEqual([second.output, second.sessionId], ["two", first.sessionId]);
    assert.deepEqual([second.tokenUsage.inputTokens, second.tokenUsage.outputTokens], [100, 20]);
    assert.match(JSON.stringify(real.model.main().at(-1)?.body), /First\..*Second\./s);
  });
}
