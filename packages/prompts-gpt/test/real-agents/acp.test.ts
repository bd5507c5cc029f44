import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, test } from "vitest";
import { ACP_AGENTS, type AcpAgent, acpAgent } from "../support/acp-agent.ts";
import type { Turn } from "../support/fake-model.mjs";
import { until } from "../support/project.ts";
import { isInstalled, resultOf, running } from "../support/real-agent.ts";

type Sdk = typeof import("../../src/index.ts");

const forEver = (turn: Turn): Turn[] => [{ ...turn, times: 0 }];

/** The four commands of the security page. */
const DESTRUCTIVE = ["git stash", "git reset --hard", "git checkout --force", "git clean -fd"];

for (const agent of Object.keys(ACP_AGENTS) as AcpAgent[])
  describe.runIf(isInstalled(agent))(`${agent} over the protocol`, () => {
    answers(agent);
    refusals(agent);
    endings(agent);
  });

function answers(agent: AcpAgent): void {
  test("an answer, with its tokens", async () => {
    await using real = await acpAgent(agent, [
      { reasoning: "Thinking of it.", text: "FINAL: plain answer.", usage: { input: 1000, cached: 0, output: 50 } },
    ]);
    const run = await real.run("--access", "full");
    assert.deepEqual([run.cliExit, run.ok, run.output, run.changedFiles], [0, true, "FINAL: plain answer.", []]);
    assert.deepEqual([run.tokenUsage.inputTokens, run.tokenUsage.outputTokens], [1000, 50]);
    const thoughts = real.events(run.runDir).filter((event) => event.type === "agent.reasoning");
    assert.match(JSON.stringify(thoughts), /Thinking of it\./);
  });

  test("a file edit and a shell call, each told once", async () => {
    await using real = await acpAgent(agent, [
      { write: { path: "{cwd}/new.txt", content: "line\n" } },
      { text: "I will run it.", shell: "echo hi > out.txt" },
      { text: "FINAL" },
    ]);
    const run = await real.run("--access", "full");
    assert.deepEqual([run.cliExit, run.changedFiles, run.output], [0, ["new.txt", "out.txt"], "FINAL"], run.error);
    assert.equal(readFileSync(real.project.at("new.txt"), "utf8"), "line\n");
    const tools = real.events(run.runDir).flatMap((event) => (event.type === "agent.tool.finished" ? [event] : []));
    assert.deepEqual(
      tools.map(({ status, tool }) => [status, tool]),
      [
        ["ok", { kind: "edit", changes: [{ path: real.project.at("new.txt"), change: "add" }] }],
        ["ok", { kind: "shell", command: "echo hi > out.txt" }],
      ],
    );
  });

  test("a second turn goes on in the agent's session, and only it is counted", async () => {
    const usage = { input: 100, output: 20 };
    await using real = await acpAgent(agent, [
      { text: "one", usage },
      { text: "two", usage },
    ]);
    const { runPrompt } = (await import(new URL("../../dist/sdk/index.js", import.meta.url).href)) as Sdk;
    const input = { provider: ACP_AGENTS[agent].name, cwd: real.project.path, env: real.env, access: "full" } as const;
    const first = await runPrompt({ ...input, prompt: "First." });
    assert.ok(first.sessionId, first.error);
    if (agent === "gemini") ageSessions(real.env.HOME);
    const resume = { sessionId: first.sessionId, usage: first.tokenUsage };
    const second = await runPrompt({ ...input, prompt: "Second.", resume });
    assert.deepEqual([second.output, second.sessionId], ["two", first.sessionId], second.error);
    assert.deepEqual([second.tokenUsage.inputTokens, second.tokenUsage.outputTokens], [100, 20]);
    assert.match(JSON.stringify(real.model.main().at(-1)?.body), /First\..*Second\./s);
  });

  test("a model of its list is chosen", async () => {
    await using real = await acpAgent(agent, [{ text: "FINAL" }]);
    const { model } = ACP_AGENTS[agent];
    const chosen = await real.run("--access", "full", "--model", model);
    assert.deepEqual([chosen.cliExit, chosen.output], [0, "FINAL"], chosen.error);
  });
}

/** Gemini CLI 0.61.0 names a session by the minute in which it begins to speak, and loses the one it loads within the same. */
function ageSessions(home: string): void {
  for (const path of readdirSync(join(home, ".gemini/tmp"), { recursive: true, encoding: "utf8" })) {
    const name = basename(path);
    if (!name.startsWith("session-")) continue;
    const older = join(dirname(path), name.replace(/^session-\d{4}/, "session-2020"));
    renameSync(join(home, ".gemini/tmp", path), join(home, ".gemini/tmp", older));
  }
}

function refusals(agent: AcpAgent): void {
  test("destructive git is refused, whatever is allowed", async () => {
    const shells = DESTRUCTIVE.map((shell) => ({ shell }));
    await using real = await acpAgent(agent, [...shells, { text: "FINAL" }], { guard: true });
    writeFileSync(real.project.at("README.md"), "changed by the user\n");
    writeFileSync(real.project.at("new.txt"), "new\n");
    const run = await real.run("--access", "full");
    assert.equal(run.cliExit, 0, run.error);
    const refused = real.events(run.runDir).flatMap((event) => (event.type === "guard.refused" ? [event.command] : []));
    assert.deepEqual(
      refused,
      DESTRUCTIVE.map((command) => command.split(" ")[1]),
    );
    const status = execFileSync("git", ["status", "--porcelain"], { cwd: real.project.path, encoding: "utf8" });
    assert.equal(status, " M README.md\n?? new.txt\n");
  });
}

function endings(agent: AcpAgent): void {
  test("Ctrl-C stops the agent and what it runs, and is recorded", async () => {
    const word = `--sleep-interval=${1000 + process.pid}.${agent.length}`;
    await using real = await acpAgent(agent, [{ shell: `tail ${word} -f /dev/null` }, { text: "FINAL" }]);
    const { child, ended } = real.start(["--prompt", "Wait.", "--access", "full"]);
    await until(() => running(word).length > 0);
    child.kill("SIGINT");
    const run = resultOf(await ended);
    assert.deepEqual([run.cliExit, run.failure?.kind, running(word)], [130, "cancelled", []]);
  });
}

/** What the protocol says of it the same whoever speaks: tried with the one that starts sooner. */
describe.runIf(isInstalled("gemini"))("gemini over the protocol, what goes wrong", () => {
  const agent = "gemini";

  test("a model that is not in its list is refused before the prompt is sent", async () => {
    await using real = await acpAgent(agent, [{ text: "FINAL" }]);
    const refused = await real.run("--access", "full", "--model", "no-such-model");
    assert.deepEqual([refused.cliExit, refused.failure?.kind], [1, "model-unknown"]);
    assert.deepEqual(real.model.requests, []);
  });

  test("HTTP 401", async () => {
    await using real = await acpAgent(agent, forEver({ status: 401, message: "Invalid API key" }));
    const run = await real.run("--access", "full");
    assert.deepEqual([run.cliExit, run.failure?.kind], [1, "not-authenticated"], run.error);
  });

  test("a hang is ended by --timeout", async () => {
    await using real = await acpAgent(agent, forEver({ hang: true }));
    const run = await real.run("--access", "full", "--timeout", "6");
    assert.deepEqual([run.cliExit, run.failure?.kind, run.leftProcesses], [1, "timed-out", []]);
  });
});

describe.runIf(isInstalled("gemini"))("gemini over the protocol, with less access", () => {
  test("read is its plan mode: a write is denied, and it has no shell", async () => {
    await using real = await acpAgent("gemini", [
      { call: { name: "write_file", args: { file_path: "{cwd}/new.txt", content: "no\n" } } },
      { call: { name: "run_shell_command", args: { command: "echo no > out.txt" } } },
      { text: "FINAL" },
    ]);
    const run = await real.run("--access", "read");
    assert.deepEqual([run.cliExit, run.failure?.kind, run.denied, run.changedFiles], [1, "permission-denied", 1, []]);
  });

  test("write lets edits through, and no command", async () => {
    await using real = await acpAgent("gemini", [
      { write: { path: "{cwd}/new.txt", content: "line\n" } },
      { shell: "echo no > out.txt" },
      { text: "FINAL" },
    ]);
    const run = await real.run("--access", "write");
    assert.deepEqual([run.cliExit, run.denied, run.changedFiles, run.output], [0, 1, ["new.txt"], "FINAL"], run.error);
  });
});

describe.runIf(isInstalled("opencode"))("opencode over the protocol, with less access", () => {
  for (const access of ["read", "write"])
    test(`${access} is refused before anything starts: a repository could give it more`, async () => {
      await using real = await acpAgent("opencode", [{ text: "FINAL" }]);
      const { exitCode, stderr } = await real.start(["--prompt", "Wait.", "--access", access]).ended;
      assert.deepEqual([exitCode, real.model.requests.length], [2, 0]);
      assert.match(stderr, /it can express: full/);
    });
});
