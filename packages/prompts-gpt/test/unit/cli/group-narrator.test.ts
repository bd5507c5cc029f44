import { expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/agent/events.ts";
import { createGroupNarrator } from "../../../src/cli/reporters/group-narrator.ts";
import type { MemberInput, MemberResult } from "../../../src/runs/member.ts";
import { memoryTerminal } from "./screen.ts";

const input = (name: string): MemberInput => ({
  kind: "member",
  runId: `batch/${name}`,
  name,
  part: name,
  promptFile: `${name}.md`,
  attempt: 1,
});
const result = (name: string): MemberResult => ({
  kind: "member",
  name,
  runId: `batch/${name}`,
  ok: true,
  status: "succeeded",
  exitCode: 0,
  provider: "sh",
  model: null,
  durationMs: 1000,
  tokenUsage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0, totalTokens: 0 },
  cost: { kind: "unknown", why: "not told" },
  sessionId: null,
  changedFiles: [],
  summary: { text: "", from: "tail" },
});

test("of members beside each other each line that is not about the last one says whom it is about", async () => {
  const terminal = memoryTerminal();
  const narrator = createGroupNarrator(terminal, { verbose: false });
  const told = [
    { type: "step.started", key: "a", input: input("one") },
    { type: "step.started", key: "b", input: input("two") },
    { type: "step.finished", key: "b", output: result("two") },
    { type: "step.finished", key: "a", output: result("one") },
  ] as const;
  for (const [index, event] of told.entries())
    await narrator.event({
      ...event,
      schemaVersion: 1,
      seq: index + 1,
      time: "2026-11-22T10:00:00.000Z",
    } satisfies RecordedEvent);
  await narrator.close();
  expect(terminal.text().split("\n")).toEqual([
    "one.md: one",
    "two.md: two",
    "  succeeded after 1.0s, 0 files",
    "one",
    "  succeeded after 1.0s, 0 files",
    "",
  ]);
});

test("a wait for a usage limit is said, where there is no live view too", async () => {
  const terminal = memoryTerminal();
  const narrator = createGroupNarrator(terminal, { verbose: false });
  const wait = { kind: "wait", name: "one", provider: "codex", why: "", until: "2026-11-22T11:00:00.000Z" };
  const at = { schemaVersion: 1, seq: 1, time: "2026-11-22T10:00:00.000Z" } as const;
  await narrator.event({ ...at, type: "step.started", key: "a", input: wait });
  await narrator.close();
  expect(terminal.text()).toBe("  waits for the limit of codex, until 2026-11-22T11:00:00.000Z\n");
});
