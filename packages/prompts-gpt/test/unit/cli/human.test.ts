import { expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/agent/events.ts";
import { createHumanReporter } from "../../../src/cli/reporters/human.ts";
import { createAnswerReporter } from "../../../src/cli/reporters/answer.ts";
import type { Ending } from "../../../src/cli/reporters/reporter.ts";
import { memoryTerminal } from "./screen.ts";

type Told = RecordedEvent extends infer E
  ? E extends RecordedEvent
    ? Omit<E, "schemaVersion" | "seq" | "time">
    : never
  : never;

const task = "agent-1/agent/1";
const started = "2026-11-22T10:00:00.000Z";
const events = (
  [
    {
      type: "run.started",
      runId: "agent-1",
      mode: "run",
      version: "0.1.0",
      owner: { pid: 1, processStart: "1", host: "here" },
      plan: {
        cwd: "/home/user/project",
        runDir: "/home/user/project/.scripts/runs/agent-1",
        limits: { timeoutSeconds: 1800, idleTimeoutSeconds: 0 },
        extraArgs: ["--search"],
        provider: "codex",
        providerReason: "first in providerOrder",
        access: "write",
        promptFile: "task.md",
        promptTitle: "Fix the tests",
        gitBranch: "main",
        gitHead: "abc1234",
      },
    },
    { type: "run.warning", message: "Not a git repository.", fix: "git init" },
    { type: "agent.text", task, text: "\nI will run the tests.\nThen mend them." },
    { type: "agent.reasoning", task, text: "hm" },
    { type: "agent.tool.started", task, id: "1", tool: { kind: "shell", command: "npm test\n --\u001b[2Jall" } },
    { type: "agent.tool.finished", task, id: "1", status: "failed", exitCode: 1 },
    {
      type: "agent.tool.finished",
      task,
      id: "2",
      status: "ok",
      tool: {
        kind: "edit",
        changes: [
          { path: "/home/user/project/src/a.ts", change: "modify" },
          { path: "b.ts", change: "add" },
        ],
      },
    },
    { type: "agent.tool.started", task, id: "3", tool: { kind: "shell", command: "rm -rf /" } },
    { type: "agent.tool.finished", task, id: "3", status: "denied" },
    { type: "agent.retry", task, message: "stream cut" },
  ] satisfies Told[]
).map((event, index): RecordedEvent => ({ ...event, schemaVersion: 1, seq: index + 1, time: started }));

const ending: Ending = {
  status: "succeeded",
  runId: "agent-1",
  runDir: "/home/user/project/.scripts/runs/agent-1",
  durationMs: 62_000,
  output: "Done.\nAll green.\n",
  tokenUsage: {
    inputTokens: 12_345,
    cachedInputTokens: 10_000,
    outputTokens: 678,
    reasoningTokens: 0,
    totalTokens: 13_023,
    costUsd: 0.0213,
  },
  changedFiles: ["src/a.ts", "b.ts"],
  snapshot: "20261122T181500123Z-4f2a91",
  denied: 1,
  leftProcesses: [{ pid: 42, command: "node server.js" }],
};

test("a run as a person reads it", async () => {
  const terminal = memoryTerminal();
  const reporter = createHumanReporter(terminal, { verbose: false });
  for (const event of events) await reporter.event(event);
  await reporter.end(ending);
  expect(terminal.text()).toMatchInlineSnapshot(`
    "prompts-gpt run agent-1
      prompt     task.md (Fix the tests)
      agent      codex (first in providerOrder)
      model      the agent's own choice
      access     write
      timeout    30m 00s
      passed on  --search
      branch     main abc1234

    warning: Not a git repository.
      try: git init
      I will run the tests.
      $ npm test --all
        failed with exit code 1
      ~ src/a.ts
      + b.ts
      $ rm -rf /
        denied
      tries again: stream cut

    Done.
    All green.

    succeeded after 1m 02s
      changed  2 files
               src/a.ts
               b.ts
      tokens   12.3k in (10.0k cached), 678 out, $0.0213
      denied   1 tool call
      left     process 42: node server.js
      record   /home/user/project/.scripts/runs/agent-1
      next     prompts-gpt runs show agent-1
      undo     prompts-gpt restore agent-1
    "
  `);
});

test("a failed run says why and what to type", async () => {
  const terminal = memoryTerminal();
  const failure = {
    kind: "rate-limited",
    message: "Codex is limited.",
    fix: "Wait until then.",
    resetAt: "2026-11-22T12:00:00Z",
  } as const;
  await createHumanReporter(terminal, { verbose: false }).end({ ...ending, status: "failed", output: "", failure });
  expect(terminal.text().split("\n").slice(0, 5)).toEqual([
    "",
    "failed after 1m 02s",
    "error: Codex is limited.",
    "  try: Wait until then.",
    "  resets: 2026-11-22T12:00:00Z",
  ]);
});

test("in a terminal a live line is drawn under the lines, and gone at the end", async () => {
  const terminal = memoryTerminal({ columns: 30, isTerminal: true });
  let elapsed = 65_000;
  const reporter = createHumanReporter(terminal, { verbose: false, now: () => Date.parse(started) + elapsed });
  for (const event of events.slice(0, 5)) await reporter.event(event);
  elapsed += 1000;
  await new Promise((resolve) => setTimeout(resolve, 600));
  await reporter.close();
  const clear = "\r\u001b[J";
  const line = "  $ npm test --all";
  expect(terminal.text().endsWith(`\n1m 05s${line}${clear}1m 06s${line}${clear}`)).toBe(true);
});

test("--quiet gives the answer alone, without what could steer a terminal", async () => {
  const [out, err] = [memoryTerminal(), memoryTerminal()];
  await createAnswerReporter({ out, err }).end({ ...ending, output: "\u001b[31mDone.\u001b[0m\n\n" });
  expect([out.text(), err.text()]).toEqual(["Done.\n", ""]);
});

for (const [texts, output, again] of [
  [["one line"], "one line\n", false],
  [["a", "b", "", "c"], "b\n\nc\n", false],
  [["a\nb"], "a\nb", true],
  [["a"], "a, and more", true],
] as const)
  test(`after ${JSON.stringify(texts)} the answer ${JSON.stringify(output)} is ${again ? "" : "not "}told again`, async () => {
    const terminal = memoryTerminal();
    const reporter = createHumanReporter(terminal, { verbose: false });
    for (const text of texts)
      await reporter.event({ type: "agent.text", task, text, schemaVersion: 1, seq: 1, time: started });
    const before = terminal.text().length;
    await reporter.end({ ...ending, output });
    expect(terminal.text().slice(before).includes(output.trim())).toBe(again);
  });

test("pieces of a text are told as one, when the agent goes on", async () => {
  const terminal = memoryTerminal();
  const reporter = createHumanReporter(terminal, { verbose: false });
  const said = [
    { type: "agent.text", task, text: "All ", delta: true },
    { type: "agent.text", task, text: "done.", delta: true },
    { type: "agent.final", task, ok: true },
  ] as const;
  for (const [index, event] of said.entries())
    await reporter.event({ ...event, schemaVersion: 1, seq: index + 1, time: started });
  const before = terminal.text();
  await reporter.end({ ...ending, output: "All done." });
  expect([before.trim(), terminal.text().slice(before.length).includes("All done.")]).toEqual(["All done.", false]);
});
