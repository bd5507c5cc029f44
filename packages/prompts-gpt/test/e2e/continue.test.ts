import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { RunPromptResult } from "../../src/index.ts";
import { type Project, tempProject, until } from "../support/project.ts";

/** Speaks as Codex does, counts the tokens of its session as Codex does, and writes down how it was called. */
const CODEX = `#!/bin/sh
echo "$*" >> "$HOME/calls"
cat > /dev/null
total=$(($(wc -l < "$HOME/calls") * 100))
echo '{"type":"thread.started","thread_id":"session-1"}'
echo '{"type":"item.completed","item":{"id":"1","type":"agent_message","text":"done"}}'
[ ! -e "$HOME/fails" ] || exit 1
echo "{\\"type\\":\\"turn.completed\\",\\"usage\\":{\\"input_tokens\\":$total,\\"cached_input_tokens\\":0,\\"output_tokens\\":$total}}"
`;

async function projectWithCodex() {
  const project = await tempProject({ "sub/.keep": "" });
  const home = await tempProject({ "bin/codex": CODEX }, { git: false });
  chmodSync(home.at("bin/codex"), 0o755);
  const env = {
    ...project.env,
    PATH: `${home.at("bin")}:${project.env.PATH}`,
    HOME: home.path,
    CODEX_API_KEY: "k",
  };
  const cli = (...args: string[]) => project.start(args, { env }).ended;
  const run = async (...args: string[]) => {
    const ended = await cli("run", "--prompt", "Go on.", "--json", ...args);
    if (ended.stdout === "") throw new Error(ended.stderr);
    return JSON.parse(ended.stdout) as RunPromptResult;
  };
  const calls = () => readFileSync(home.at("calls"), "utf8").trim().split("\n");
  return { ...project, home, cli, run, calls, [Symbol.asyncDispose]: () => dispose(project, home) };
}

async function dispose(...projects: Project[]): Promise<void> {
  for (const project of projects) await project[Symbol.asyncDispose]();
}

test("a chain of runs goes on in one session; each counts what it used itself, and the record names the chain", async () => {
  await using project = await projectWithCodex();
  const first = await project.run("--agent", "codex", "--model", "gpt-9", "--run-id", "first");
  const second = await project.run("--continue", "latest", "--run-id", "second");
  const third = await project.run("--continue", "sec", "--agent", "router", "--model", "gpt-10", "--run-id", "third");
  const used = [first, second, third].map(({ tokenUsage }) => tokenUsage.inputTokens);
  expect([used, third.provider, third.sessionId]).toEqual([[100, 100, 100], "codex", "session-1"]);
  const [one, two, three] = project.calls();
  expect(one).not.toContain("resume");
  expect(two).toMatch(/-m gpt-9 .*resume session-1 -$/);
  expect(three).toMatch(/-m gpt-10 .*resume session-1 -$/);
  expect(await project.show("third")).toMatchObject({
    continues: "second",
    earlier: ["second", "first"],
    sessionUsage: { inputTokens: 300 },
  });
  expect((await project.cli("runs", "show", "third")).stdout).toContain("continues  second, which continues first");
});

test("what a run that failed in between used is not counted twice", async () => {
  await using project = await projectWithCodex();
  await project.run("--agent", "codex", "--run-id", "first");
  await project.home.write("fails", "");
  expect((await project.run("--continue", "first", "--run-id", "second")).ok).toBe(false);
  await (await import("node:fs/promises")).rm(project.home.at("fails"));
  const third = await project.run("--continue", "second");
  expect(third.tokenUsage.inputTokens).toBe(200); // its own, and what the one that failed has never told
});

test("the access of the earlier run is not exceeded, unless it is asked for", async () => {
  await using project = await projectWithCodex();
  await project.run("--agent", "codex", "--access", "read", "--run-id", "first");
  const second = await project.run("--continue", "first", "--run-id", "second");
  await project.run("--continue", "second", "--access", "write");
  expect(project.calls().map((call) => / -s ([\w-]+) /.exec(call)?.[1])).toEqual([
    "read-only",
    "read-only",
    "workspace-write",
  ]);
  expect(second.warnings).toEqual([
    "The run first had access read, and so has this one. To allow more: --access write",
  ]);
  const plan = await project.cli("run", "--prompt", "x", "--continue", "first", "--dry-run");
  expect(plan.stdout).toMatch(/access +read +\(run first\)/);
  expect(plan.stdout).toMatch(/continues +first/);
});

test("what cannot be continued is refused before anything starts, with what to type", async () => {
  await using project = await projectWithCodex();
  await project.run("--agent", "codex", "--run-id", "codex-run");
  await project.cli("run", "--agent", "sh", "--prompt", "true", "--run-id", "no-session");
  await project.cli("run", "--agent", "replay", "--prompt", "x", "--run-id", "nothing-real");
  for (const [args, code, words] of [
    [["codex-run", "--agent", "claude"], 2, "try: Leave out --agent claude: prompts-gpt run --continue codex-run"],
    [["no-session"], 2, "its agent never named a session"],
    [["codex-ran"], 2, "prompts-gpt runs show codex-run"],
    [["no"], 2, '2 runs begin with "no": nothing-real, no-session.'],
    [["nothing-real"], 2, "no session to continue"],
    [["codex-run", "--cwd", "sub"], 2, `try: prompts-gpt run --cwd ${project.path} --continue codex-run`],
  ] as const) {
    const artifacts = args.some((arg) => arg === "--cwd") ? ["--artifacts-dir", project.at(".scripts/runs")] : [];
    const { exitCode, stderr } = await project.cli("run", "--prompt", "x", "--continue", ...args, ...artifacts);
    expect([exitCode, stderr.replaceAll(/\s+/g, " ")]).toEqual([code, expect.stringContaining(words)]);
  }
  expect(project.calls()).toHaveLength(1);
});

test("a run that is still going on is not continued: 5, and how to watch it", async () => {
  await using project = await projectWithCodex();
  const { ended } = project.start(["run", "--agent", "sh", "--prompt", "sleep 60", "--run-id", "busy"]);
  await until(async () => (await project.cli("runs", "show", "busy", "--json")).stdout.includes('"running"'));
  const { exitCode, stderr } = await project.cli("run", "--prompt", "x", "--continue", "busy");
  expect([exitCode, stderr]).toEqual([5, expect.stringContaining("try: prompts-gpt runs attach busy")]);
  await project.cli("runs", "stop", "busy");
  await ended;
});

test("a record that an agent wrote chooses no command to start: who made it is to be named", async () => {
  await using project = await projectWithCodex();
  const { runDir } = await project.run("--agent", "codex", "--run-id", "first");
  const journal = readFileSync(`${runDir}/events.jsonl`, "utf8");
  writeFileSync(`${runDir}/events.jsonl`, journal.replace('"provider":"codex"', '"provider":"acp:./evil --acp"'));
  const { exitCode, stderr } = await project.cli("run", "--prompt", "Go on.", "--continue", "first");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--agent "acp:./evil --acp" --continue first')]);
});

for (const sessionId of [
  "--dangerously-bypass-approvals-and-sandbox",
  "-c",
  "--allowed-tools=run_shell_command",
  "a b",
])
  test(`a record that calls its session ${sessionId} is not continued: an agent could have written it`, async () => {
    await using project = await projectWithCodex();
    const { runDir } = await project.run("--agent", "codex", "--run-id", "first");
    const journal = readFileSync(`${runDir}/events.jsonl`, "utf8");
    writeFileSync(`${runDir}/events.jsonl`, journal.replaceAll("session-1", sessionId));
    const calls = project.calls().length;
    const { exitCode, stderr } = await project.cli("run", "--prompt", "Go on.", "--continue", "first");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("is no name of an agent's session")]);
    expect(project.calls().length).toBe(calls);
  });
