import { expect, test } from "vitest";
import { Listener } from "../../../src/agent/listener.ts";
import type { AgentEvent } from "../../../src/providers/provider.ts";

function heard(...events: readonly AgentEvent[]) {
  const listener = new Listener();
  for (const event of events) listener.hear(event);
  return listener.result(undefined);
}

const shell: AgentEvent = { type: "agent.tool.started", id: "1", tool: { kind: "shell", command: "ls" } };
const read: AgentEvent = {
  type: "agent.tool.started",
  id: "1",
  tool: { kind: "other", name: "Read", detail: "a.txt" },
};
const done: AgentEvent = { type: "agent.tool.finished", id: "1", status: "ok" };
const denied: AgentEvent = { type: "agent.tool.finished", id: "1", status: "denied" };

test.each([
  ["a shell command that went through", [shell, done], { acted: true, denied: 0 }],
  ["only reading is not acting", [read, done], { acted: false, denied: 0 }],
  ["denied", [shell, denied], { acted: false, denied: 1 }],
  [
    "denied, told by the closing event alone",
    [{ type: "agent.final", ok: true, denied: 2 }],
    { acted: false, denied: 2 },
  ],
  ["told twice, counted once", [shell, denied, { type: "agent.final", ok: true, denied: 1 }], { denied: 1 }],
  [
    "told to stop, and then called a success",
    [
      { type: "agent.final", ok: false, aborted: true, message: "aborted: user_abort" },
      { type: "agent.final", ok: true },
    ],
    { final: { ok: false } },
  ],
  [
    "failed, and then went on to an end",
    [
      { type: "agent.final", ok: false, message: "no" },
      { type: "agent.final", ok: true },
    ],
    { final: { ok: true } },
  ],
  [
    "the closing event has the answer",
    [
      { type: "agent.text", text: "working" },
      { type: "agent.final", ok: true, text: "done" },
    ],
    { output: "done" },
  ],
  [
    "the last text is the answer",
    [
      { type: "agent.text", text: "one" },
      { type: "agent.text", text: "two" },
      { type: "agent.final", ok: true },
    ],
    { output: "two" },
  ],
  [
    "pieces of a text are one text, until something else is said",
    [
      { type: "agent.text", text: "one", delta: true },
      shell,
      { type: "agent.text", text: "tw", delta: true },
      { type: "agent.text", text: "o", delta: true },
      { type: "agent.final", ok: true },
    ],
    { output: "two" },
  ],
] as const)("%s", (_name, events, expected) => {
  expect(heard(...events)).toMatchObject(expected);
});

test("what a resumed session used before is taken off only where the CLI counts the session", () => {
  const usage = (outputTokens: number) => ({
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens,
    reasoningTokens: 0,
    totalTokens: outputTokens,
  });
  const total = (cumulative: boolean) => {
    const listener = new Listener();
    listener.hear({ type: "agent.usage", usage: usage(50), cumulative });
    return listener.result(usage(20)).usage.outputTokens;
  };
  expect([total(true), total(false)]).toEqual([30, 50]);
});

test("usage in deltas adds up, cost included", () => {
  const step = { inputTokens: 10, cachedInputTokens: 2, outputTokens: 5, reasoningTokens: 1, totalTokens: 15 };
  const used: AgentEvent = { type: "agent.usage", usage: { ...step, costUsd: 0.0006 }, cumulative: false, delta: true };
  expect(heard(used, used, { ...used, usage: step }).usage).toEqual({
    inputTokens: 30,
    cachedInputTokens: 6,
    outputTokens: 15,
    reasoningTokens: 3,
    totalTokens: 45,
    costUsd: 0.0012,
  });
});

test("memory stays bounded whatever is said", () => {
  const listener = new Listener();
  for (let n = 0; n < 2000; n++) {
    listener.hearText(Buffer.alloc(64 * 1024, "x"));
    listener.hearStderr(Buffer.alloc(64 * 1024, "e"));
    listener.hear({ type: "agent.notice", message: "n".repeat(10_000) });
  }
  const { output, stderrTail, notices } = listener.result(undefined);
  expect([output.length <= 64 * 1024, stderrTail.length, notices.length]).toEqual([true, 8192, 20]);
});

test("a session that goes on is nothing new, another one is", () => {
  const listener = new Listener();
  const told = ["a", "a", "b"].map((sessionId) => listener.hear({ type: "agent.session", sessionId }));
  expect(told).toEqual([true, false, true]);
});
