import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "vitest";
import { bridge, type BridgeRun } from "../support/bridge.ts";
import { until } from "../support/project.ts";
import { running } from "../support/real-agent.ts";

const chunk = (kind: string, text: string, more = {}) => ({
  sessionUpdate: kind,
  content: { type: "text", text },
  ...more,
});
const say = (text: string, more = {}) => ({ update: chunk("agent_message_chunk", text, more) });
const call = (more: object) => ({ update: { sessionUpdate: "tool_call_update", toolCallId: "c", ...more } });

async function ends(script: object, ...flags: readonly string[]): Promise<BridgeRun> {
  await using made = await bridge(script, "--access", "full", ...flags);
  return await made.run(); // before its folder is gone
}

describe("what it tells", () => {
  test("comes in our own words, in order", async () => {
    const { events, exitCode } = await ends({
      steps: [
        { update: chunk("agent_thought_chunk", "I ") },
        { update: chunk("agent_thought_chunk", "think.") },
        say("Hel"),
        say("lo."),
        call({ kind: "execute", status: "in_progress", rawInput: { command: "make" } }),
        call({ kind: "execute", status: "in_progress" }),
        call({
          status: "completed",
          rawOutput: { metadata: { exit: 2 } },
          content: [{ content: { text: "no rule" } }],
        }),
        call({ status: "completed" }),
        { update: { sessionUpdate: "plan", entries: [{ content: "Do it", status: "completed" }] } },
        { update: { sessionUpdate: "something_new", value: 1 } },
        say("Done.", { messageId: "m2" }),
      ],
      answer: { usage: { inputTokens: 10, outputTokens: 5, thoughtTokens: 2, cachedReadTokens: 3, totalTokens: 20 } },
    });
    const tool = { kind: "shell", command: "make" };
    assert.deepEqual(events, [
      { type: "agent.session", sessionId: "session-1" },
      { type: "agent.reasoning", text: "I think." },
      { type: "agent.text", text: "Hel", delta: true },
      { type: "agent.text", text: "lo.", delta: true },
      { type: "agent.tool.started", id: "c", tool },
      { type: "agent.tool.finished", id: "c", status: "failed", tool, exitCode: 2, output: "no rule" },
      { type: "agent.notice", message: "Plan: [x] Do it" },
      { type: "agent.text", text: "Done." },
      {
        type: "agent.usage",
        usage: { inputTokens: 13, cachedInputTokens: 3, outputTokens: 7, reasoningTokens: 2, totalTokens: 20 },
        cumulative: false,
      },
      { type: "agent.final", ok: true },
    ]);
    assert.equal(exitCode, 0);
  });

  test("lines that are no message are notices, at most twenty of them", async () => {
    const noise = Array.from({ length: 30 }, (_, n) => ({
      raw: n % 2 === 0 ? `log line ${n}` : `{"jsonrpc": broken ${n}`,
    }));
    const { events, final } = await ends({ steps: [...noise, { raw: "[1,2]" }, { raw: "" }, say("FINAL")] });
    assert.deepEqual([final?.ok, events.filter((event) => event.type === "agent.notice").length], [true, 20]);
  });

  test("a message of more than 32 MiB ends it", async () => {
    const run = await ends({ steps: [say("before"), { huge: 33 * 1024 * 1024 }, say("after")] });
    assert.deepEqual([run.exitCode, run.final, run.text], [1, undefined, "before"]);
    assert.match(run.stderr, /broke off: it sent a message of more than 33554432 bytes/);
  });
});

describe("how it ends", () => {
  for (const [what, script, message] of [
    ["max_tokens", { stop: "max_tokens" }, /most tokens it may have \(max_tokens\)/],
    ["max_turn_requests", { stop: "max_turn_requests" }, /as often as it may/],
    ["refusal", { stop: "refusal" }, /refused to go on/],
    ["cancelled", { stop: "cancelled" }, /was cancelled/],
    ["a reason nobody knows", { stop: "tired" }, /not known: tired/],
    [
      "an error",
      { steps: [{ error: { code: 429, message: "slow down", data: { details: "more" } } }] },
      /slow down \(429\): more/,
    ],
    ["another protocol", { init: { protocolVersion: 2 } }, /version 2 of the protocol; prompts-gpt speaks version 1/],
    [
      "a login that is missing",
      { authRequired: true, init: { authMethods: [{ id: "a", name: "Log in", description: "Run `agent login`" }] } },
      /Not authenticated; it offers: Run `agent login`/,
    ],
  ] as const)
    test(`with ${what}`, async () => {
      const { final, exitCode } = await ends(script);
      assert.deepEqual([final?.ok, exitCode], [false, 1]);
      assert.match(final?.ok === false ? final.message : "", message);
    });

  test("an agent that dies in the middle has no closing event", async () => {
    const run = await ends({ steps: [say("before"), { exit: 7 }] });
    assert.deepEqual([run.exitCode, run.final, run.text], [1, undefined, "before"]);
    assert.match(run.stderr, /broke off: exited with code 7/);
  });

  test("a cancel is told to the agent, which answers it", async () => {
    await using made = await bridge({ steps: [say("before"), { hang: true }] }, "--access", "full");
    const { child, ended, soFar } = made.start();
    await until(() => soFar().includes("before"));
    child.kill("SIGTERM");
    const { final, exitCode, text } = await ended;
    assert.match(text, /I heard the cancel\./);
    assert.deepEqual([final, exitCode], [{ type: "agent.final", ok: false, message: "The turn was cancelled" }, 1]);
  });

  test("an agent that is deaf to it is ended all the same", async () => {
    await using made = await bridge({ deaf: true, steps: [say(`pid`), { hang: true }] }, "--access", "full");
    const { child, ended, soFar } = made.start();
    await until(() => soFar().includes("pid"));
    child.kill("SIGTERM");
    const { final } = await ended;
    assert.equal(final?.ok, false);
    assert.deepEqual(running(made.outside.at("script.json")), []);
  });
});

describe("its session", () => {
  const history = [chunk("user_message_chunk", "Earlier."), chunk("agent_message_chunk", "Earlier answer.")];
  const cost = { sessionUpdate: "usage_update", used: 1, size: 2, cost: { amount: 1.5, currency: "USD" } };
  const more = { sessionUpdate: "usage_update", used: 1, size: 2, cost: { amount: 2, currency: "USD" } };

  test("is loaded where it can be, and what is told again does not count, however late", async () => {
    const script = {
      init: { agentCapabilities: { loadSession: true } },
      history: [...history, cost],
      late: chunk("agent_message_chunk", "Late."),
      steps: [{ sleep: 300 }, say("New."), { update: more }],
    };
    const { events } = await ends(script, "--resume", "session-1");
    const usage = events.find((event) => event.type === "agent.usage");
    assert.deepEqual(events.slice(0, 2), [
      { type: "agent.session", sessionId: "session-1" },
      { type: "agent.text", text: "New.", delta: true },
    ]);
    assert.equal(usage?.usage.costUsd, 0.5);
  });

  test("is resumed where it need not be told again; its cost is then not known", async () => {
    const init = { agentCapabilities: { loadSession: true, sessionCapabilities: { resume: {} } } };
    const { text, events } = await ends(
      { init, history, steps: [say("New."), { update: more }] },
      "--resume",
      "session-1",
    );
    assert.deepEqual([text, events.filter((event) => event.type === "agent.usage")], ["New.", []]);
  });

  test("cannot be gone on in where the agent has neither", async () => {
    const { final } = await ends({}, "--resume", "session-1");
    assert.match(final?.ok === false ? final.message : "", /cannot go on in a session/);
  });

  const options = [
    { value: "big", name: "Big one" },
    { value: "small", name: "Small one" },
  ];
  const option = { id: "m", name: "Model", category: "model", type: "select", currentValue: "small", options };
  const grouped = { ...option, options: [{ group: "all", name: "All", options }] };
  for (const [model, configOptions, expected] of [
    ["big", [option], "big: The prompt.\n"],
    ["Big one", [grouped], "big: The prompt.\n"],
  ] as const)
    test(`takes the model ${model}`, async () => {
      const { text, events } = await ends({ session: { configOptions }, echo: true }, "--model", model);
      assert.equal(text, expected);
      assert.deepEqual(events[0], { type: "agent.session", sessionId: "session-1", model: "big" });
    });

  for (const [configOptions, why] of [
    [[option], /model "huge" is not available; the agent has: big, small/],
    [[], /choice of model is not supported/],
  ] as const)
    test(`refuses a model before the prompt is sent: ${why.source}`, async () => {
      const { text, final } = await ends({ session: { configOptions }, echo: true }, "--model", "huge");
      assert.equal(text, "");
      assert.match(final?.ok === false ? final.message : "", why);
    });
});

describe("the mode that keeps it to the access", () => {
  const modes = {
    currentModeId: "free",
    availableModes: [
      { id: "free", name: "Free" },
      { id: "plan", name: "Plan" },
    ],
  };

  test("has to be there before the prompt is sent", async () => {
    await using made = await bridge({ echo: true }, "--access", "read", "--mode", "plan");
    const { text, final } = await made.run();
    assert.equal(text, "");
    assert.match(final?.ok === false ? final.message : "", /no session mode "plan"/);
  });

  test("may not be left", async () => {
    const left = { update: { sessionUpdate: "current_mode_update", currentModeId: "free" } };
    await using made = await bridge(
      { session: { modes }, steps: [left, { hang: true }] },
      "--access",
      "read",
      "--mode",
      "plan",
    );
    const { final } = await made.run();
    assert.match(final?.ok === false ? final.message : "", /left its session mode "plan" for "free"/);
  });
});

describe("commands that it runs through us", () => {
  const run = (command: string, args: readonly string[], more = {}) => ({
    request: ["terminal/create", { command, args, ...more }],
  });
  const about = (method: string) => ({ request: [`terminal/${method}`, { terminalId: "terminal-1" }] });

  test("end with their exit code and the end of their output", async () => {
    const script = `process.stdout.write("é".repeat(100) + "end"); process.exitCode = 3`;
    const steps = [
      run(process.execPath, ["-e", script], { outputByteLimit: 10 }),
      about("wait_for_exit"),
      about("output"),
      about("release"),
      about("output"),
    ];
    const lines = (await ends({ steps })).text.split("\n");
    assert.deepEqual(lines.slice(0, 2), ['{"terminalId":"terminal-1"}', '{"exitCode":3}']);
    assert.deepEqual(JSON.parse(lines[2] ?? ""), { output: "éééend", truncated: true, exitStatus: { exitCode: 3 } });
    assert.equal(lines[3], "{}");
    assert.match(lines[4] ?? "", /^error -32002/);
  });

  test("do not outlive the conversation", async () => {
    const word = `--sleep-interval=${2000 + process.pid}`;
    const { text } = await ends({ steps: [run("tail", [word, "-f", "/dev/null"]), about("output")] });
    assert.match(text, /"truncated":false/);
    assert.deepEqual(running(word), []);
  });

  test("are started in the workspace, and only with access full", async () => {
    await using wide = await bridge({ steps: [run("pwd", [], { cwd: "/" })] }, "--access", "full");
    const outside = await wide.run();
    assert.match(outside.text, /^error -32602: \/ leads out of the workspace/);
    await using narrow = await bridge({ steps: [run("touch", ["made"])] }, "--access", "write");
    const refused = await narrow.run();
    assert.match(refused.text, /^error -32601/);
    assert.equal(existsSync(narrow.folder.at("made")), false);
  });
});
