import { expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/agent/events.ts";
import { NO_USAGE } from "../../../src/agent/usage.ts";
import { openAccounts } from "../../../src/modes/accounts.ts";

const used = (totalTokens: number) => ({ ...NO_USAGE, inputTokens: totalTokens, totalTokens });
const event = (what: object) => ({ schemaVersion: 1, seq: 1, time: "2026-01-01T00:00:00Z", ...what }) as RecordedEvent;

test("of a session that goes on, and whose CLI counts over all of it, only what is new counts", () => {
  const accounts = openAccounts({ budget: { maxTokens: 100 } });
  const { hear } = accounts.follow("r");
  hear(event({ type: "run.started", plan: { provider: "codex" } }));
  const resume = { sessionId: "s", usage: used(500) };
  hear(event({ type: "step.started", key: "r/agent/1", input: { resume } }));
  hear(event({ type: "agent.usage", usage: used(560), cumulative: true }));
  expect(accounts.signal.aborted).toBe(false);
  hear(event({ type: "agent.usage", usage: used(600), cumulative: true }));
  expect(accounts.signal.reason).toContain("100 tokens of --max-tokens 100");
});
