import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openLiveLine } from "../../../src/cli/reporters/live-line.ts";
import { advance, describeProgress, notStarted, type Progress } from "../../../src/cli/reporters/progress.ts";
import type { RecordedEvent } from "../../../src/index.ts";
import { memoryTerminal } from "./screen.ts";

const task = "agent-1/agent/1";
const start = Date.parse("2026-11-22T10:00:00.000Z");
const about = { schemaVersion: 1, seq: 1, time: new Date(start).toISOString() } as const;

function lineAfter(events: readonly unknown[], columns: number): string {
  const begun: Progress = { ...notStarted, startedAt: start };
  const progress = events.reduce<Progress>(
    (state, event) => advance(state, { ...about, ...(event as RecordedEvent) }),
    begun,
  );
  return describeProgress(progress, start + 65_400, columns);
}

const piece = (text: string) => ({ type: "agent.text", task, text, delta: true });
const shell = { type: "agent.tool.started", task, id: "1", tool: { kind: "shell", command: "npm test" } };
const usage = {
  type: "agent.usage",
  task,
  usage: { inputTokens: 12_000, outputTokens: 300, cachedInputTokens: 0, reasoningTokens: 0, totalTokens: 12_300 },
  cumulative: false,
};

test.each<[string, unknown[], number, string]>([
  ["a tool, with the tokens so far", [usage, shell], 80, "1m 05s  12.3k tokens  $ npm test"],
  [
    "the end of a text that is being said",
    ["All ", "tests ", "are ", "read.\n"].map(piece),
    20,
    "1m 05s  …s are read.",
  ],
  ["columns of wide characters", [piece("日本語で説明します")], 17, "1m 05s  …明します"],
  ["a tool after a text", [piece("Let me see."), shell], 80, "1m 05s  $ npm test"],
  ["a text after a tool, past the tokens", [shell, piece("Good."), usage], 80, "1m 05s  12.3k tokens  Good."],
  ["what would steer the terminal", [piece("a\u001b["), piece("2Jb\u0007")], 80, "1m 05s  ab"],
  ["no room for anything", [shell], 4, "1m …"],
])("the live line tells %s", (_, events, columns, line) => expect(lineAfter(events, columns)).toBe(line));

test("the line is never seen to be away: what is printed and the line below it are written in one piece", async () => {
  const chunks: string[] = [];
  const terminal = {
    ...memoryTerminal({ isTerminal: true }),
    write: async (chunk: unknown) => void chunks.push(String(chunk)),
  };
  const live = openLiveLine(terminal, { text: () => "3s  working" });
  await live.print(["one"]);
  await live.print(["two"]);
  await live.close();
  await live.print(["three"]);
  expect(chunks).toEqual(["one\n3s  working", "\r\u001b[Jtwo\n3s  working", "\r\u001b[J", "three\n"]);
});

test("a line that takes more rows since the window became narrower is erased whole", async () => {
  const size = { columns: 80 };
  const terminal = memoryTerminal({ isTerminal: true });
  const live = openLiveLine({ ...terminal, columns: () => size.columns }, { text: (columns) => "x".repeat(columns) });
  await live.print(["one"]);
  size.columns = 30;
  await live.close();
  expect(terminal.text()).toBe(`one\n${"x".repeat(75)}\r\u001b[2A\u001b[J`);
});

test("without a terminal there is a line after each long silence, and none once it is over", async () => {
  const terminal = memoryTerminal();
  const live = openLiveLine(terminal, { text: () => "5m 00s  $ npm test", silenceMs: 60 });
  await live.print(["started"]);
  while (terminal.text().split("\n").length < 4) await sleep(10);
  await live.close();
  const before = terminal.text();
  await sleep(150);
  expect([before, terminal.text()]).toEqual([`started\n${"  5m 00s  $ npm test\n".repeat(2)}`, before]);
});
