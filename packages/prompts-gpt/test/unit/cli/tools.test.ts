import { expect, test } from "vitest";
import type { RecordedEvent, ToolUse } from "../../../src/index.ts";
import { createToolNarrator } from "../../../src/cli/reporters/tools.ts";
import { createStyle } from "../../../src/cli/style.ts";

const frame = { schemaVersion: 1, seq: 1, time: "2026-11-22T10:00:00.000Z", task: "t" } as const;
const tool: ToolUse = { kind: "shell", command: "make" };
const started = (id: string): RecordedEvent => ({ ...frame, type: "agent.tool.started", id, tool });
const finished = (id: string): RecordedEvent => ({ ...frame, type: "agent.tool.finished", id, tool, status: "ok" });

test("a tool is told once, however long its id is", () => {
  const narrate = createToolNarrator(createStyle(false));
  for (const id of ["1", "x".repeat(100_000)])
    expect([narrate(started(id)), narrate(finished(id))]).toEqual([["  $ make"], []]);
});

test("of tools that never finish only the latest are remembered", () => {
  const narrate = createToolNarrator(createStyle(false));
  for (let id = 0; id < 2000; id++) narrate(started(String(id)));
  expect([narrate(finished("1999")), narrate(finished("0"))]).toEqual([[], ["  $ make"]]);
});
