import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";
import { AGENT_CACHE, type RealAgent } from "../support/agent-setup.mjs";
import type { Turn } from "../support/fake-model.mjs";
import { type CliRun, isInstalled, realAgent, resultOf, running } from "../support/real-agent.ts";
import { PECULIAR } from "./agents.ts";

/** What every agent CLI has to do, driven through the built CLI, with a scripted model behind it. */
export function realAgentTests(agent: RealAgent): void {
  describe.runIf(isInstalled(agent))(agent, () => {
    answers(agent);
    refusals(agent);
    endings(agent);
    prompts(agent);
  });
}

/** A service that says how long to wait is asked again as soon as that: else some wait for minutes. */
const forEver = (turn: Turn): Turn[] => [{ headers: { "retry-after-ms": "20" }, ...turn, times: 0 }];

/** What the default asks for, `write`, where the agent has it. */
function usually(agent: RealAgent): string[] {
  return PECULIAR[agent].isFullOnly ? ["--access", "full"] : [];
}

function answers(agent: RealAgent): void {
  test("an answer", async () => {
    await using real = await realAgent(agent, [
      { text: "FINAL: plain answer.", usage: { input: 1000, cached: 0, output: 50 } },
    ]);
    const run = await real.run(...usually(agent));
    assert.deepEqual([run.cliExit, run.ok, run.output, run.changedFiles], [0, true, "FINAL: plain answer.", []]);
    assert.deepEqual([run.tokenUsage.inputTokens, run.tokenUsage.outputTokens], [1000, 50]);
    assert.notEqual(run.sessionId, null);
  });

  test("a file edit", async () => {
    await using real = await realAgent(agent, [
      { write: { path: "{cwd}/new.txt", content: "line\n" } },
      { text: "FINAL" },
    ]);
    const run = await real.run(...usually(agent));
    assert.deepEqual([run.cliExit, run.changedFiles], [0, ["new.txt"]]);
    assert.equal(readFileSync(real.project.at("new.txt"), "utf8"), "line\n");
  });

  test("shell calls: one that fails is no failure of the run, and a process left behind is ended, and listed", async () => {
    const seconds = `${1000 + process.pid}.${agent.length}2`;
    await using real = await realAgent(agent, [
      { shell: "echo oops >&2; exit 3" },
      // A shell in a pseudo terminal hangs up on what it started when it ends, before setsid has come to its work.
      {
        text: "I will run it.",
        shell: `trap '' HUP; echo hi > out.txt; setsid sleep ${seconds} > /dev/null 2>&1 < /dev/null & echo left`,
      },
      { text: "FINAL" },
    ]);
    const run = await real.run("--access", "full");
    assert.deepEqual([run.cliExit, run.changedFiles, run.output], [0, ["out.txt"], "FINAL"]);
    const events = real.events(run.runDir);
    // Told where it starts, where it has ended, or both.
    const shells = events.flatMap((event) => ("tool" in event && event.tool?.kind === "shell" ? [event.id] : []));
    assert.equal(new Set(shells).size, 2);
    const finished = events.filter((event) => event.type === "agent.tool.finished");
    const told = PECULIAR[agent].tellsNoExitCode ? ["ok", undefined] : ["failed", 3];
    assert.deepEqual([finished.length, finished[0]?.status, finished[0]?.exitCode], [2, ...told]);
    assert.deepEqual([run.leftProcesses.map(({ command }) => command), running(seconds)], [[`sleep ${seconds}`], []]);
  });

  test("an answer that is cut is asked for again", async () => {
    await using real = await realAgent(agent, [{ text: "abcdefgh", chunk: 1, dropAfter: 5 }, { text: "FINAL" }]);
    const run = await real.run(...usually(agent));
    const expected = PECULIAR[agent].givesUpOnCut ? [1, "provider-error", "", 1] : [0, undefined, "FINAL", 2];
    assert.deepEqual([run.cliExit, run.failure?.kind, run.output, real.model.main().length], expected);
  });
}

function refusals(agent: RealAgent): void {
  const { forcedWrite, isFullOnly, broken = { status: 500, message: "boom" } } = PECULIAR[agent];

  if (forcedWrite)
    test("access read is read-only: the write is denied, and nothing else was done", async () => {
      await using real = await realAgent(agent, [forcedWrite, { text: "FINAL" }]);
      const run = await real.run("--access", "read");
      const { cliExit, failure, denied, changedFiles } = run;
      assert.deepEqual([cliExit, failure?.kind, denied, changedFiles], [1, "permission-denied", 1, []]);
    });

  if (isFullOnly)
    test("access read and write are refused before it starts", async () => {
      await using real = await realAgent(agent, []);
      for (const access of ["read", "write"]) {
        const { exitCode, stderr } = await real.start(["--prompt", "Look.", "--access", access]).ended;
        assert.deepEqual([exitCode, real.model.main()], [2, []]);
        assert.match(stderr, /--access full/);
      }
    });

  if (!isFullOnly)
    test("a write outside the workspace is denied", async () => {
      await using real = await realAgent(agent, [
        { write: { path: "/etc/prompts-gpt-test", content: "no\n" } },
        { text: "FINAL" },
      ]);
      const run = await real.run(...usually(agent));
      assert.deepEqual([run.cliExit, run.failure?.kind, run.denied], [1, "permission-denied", 1]);
    });

  for (const [turn, kind] of [
    [{ status: 401, message: "bad key" }, "not-authenticated"],
    [{ status: 404, message: "The model `nope` does not exist or you do not have access to it." }, "model-unknown"],
    [{ status: 429, message: "slow down" }, "rate-limited"],
    [broken, "provider-error"],
  ] as const)
    test(`HTTP ${turn.status}: ${kind}`, async () => {
      await using real = await realAgent(agent, forEver(turn));
      const run = await real.run(...usually(agent));
      assert.deepEqual([run.cliExit, run.failure?.kind], [1, kind], run.error);
    });
}

/** Gives up after a minute, which the slowest needs on a machine that is busy, so that a test fails where it waits and cleans up after itself. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let round = 0; !isTrue(); round++) {
    assert.ok(round < 1200, "it never happened");
    await sleep(50);
  }
}

/** What had to be ended of an agent CLI itself: it was sent a signal, and has to end by that. */
function ofAgents({ leftProcesses }: CliRun): string[] {
  return leftProcesses
    .map(({ command }) => command)
    .filter((command) => command.includes(`${AGENT_CACHE}/node_modules`));
}

/** A command that never ends, and the word in it to find it by. No plain sleep: Claude Code refuses to run one. */
function waiting(mark: string): [word: string, shell: string] {
  const word = `--sleep-interval=${1000 + process.pid}.${mark}`;
  return [word, `tail ${word} -f /dev/null`];
}

/** A folder whose `unshare` is refused, as a container may refuse it. */
const WITHOUT_UNSHARE = fileURLToPath(new URL("without-unshare", import.meta.url));

function endings(agent: RealAgent): void {
  test("a model that says nothing is ended by --idle-timeout", async () => {
    await using real = await realAgent(agent, forEver({ hang: true }));
    const run = await real.run("--idle-timeout", "3", ...usually(agent));
    assert.deepEqual([run.cliExit, run.failure?.kind, ofAgents(run)], [1, "hung", []]);
  });

  test("--timeout ends the agent and what it runs", async () => {
    const [word, shell] = waiting(`${agent.length}`);
    await using real = await realAgent(agent, [{ shell }, { text: "FINAL" }]);
    const run = await real.run("--timeout", "6", "--access", "full");
    assert.deepEqual([run.cliExit, run.failure?.kind, ofAgents(run), running(word)], [1, "timed-out", [], []]);
  });

  const bare = { PATH: `${WITHOUT_UNSHARE}${delimiter}${process.env["PATH"]}` };
  // The harder way for each; in a namespace the kernel ends what is left, which --timeout shows for each.
  for (const [where, more] of [
    [", where there is no PID namespace", bare],
    ...(agent === "codex" ? [["", {}] as const] : []),
  ] as const)
    test(`Ctrl-C stops the agent and what it runs, and is recorded${where}`, async () => {
      const [word, shell] = waiting(`${agent.length}${where.length}`);
      await using real = await realAgent(agent, [{ shell }, { text: "FINAL" }], more);
      const { child, ended } = real.start(["--prompt", "Wait.", "--access", "full"]);
      await until(() => running(word).length > 0);
      child.kill("SIGINT");
      const run = resultOf(await ended);
      const [supervision] = real.events(run.runDir).flatMap((one) => ("supervision" in one ? [one.supervision] : []));
      assert.deepEqual([run.cliExit, run.failure?.kind, ofAgents(run), running(word)], [130, "cancelled", [], []]);
      if (where !== "") assert.notEqual(supervision, "pid-namespace");
    });
}

const FIVE_MEGABYTES = "word ".repeat(1_000_000);

function prompts(agent: RealAgent): void {
  test("a prompt of 5 MB is delivered whole, or refused with the provider's limit", async () => {
    const { longPrompt } = PECULIAR[agent];
    await using real = await realAgent(agent, [{ text: "FINAL" }]);
    const { cliExit, failure } = resultOf(await real.start(["-", ...usually(agent)], { stdin: FIVE_MEGABYTES }).ended);
    const isDelivered = JSON.stringify(real.model.main().at(-1)?.body ?? "").includes(FIVE_MEGABYTES.trimEnd());
    const expected = longPrompt ? [1, longPrompt.kind, false] : [0, undefined, true];
    assert.deepEqual([cliExit, failure?.kind, isDelivered], expected);
    if (longPrompt) assert.match(failure?.message ?? "", longPrompt.message);
  });
}
