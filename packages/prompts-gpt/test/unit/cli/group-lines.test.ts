import { expect, test } from "vitest";
import { describeGroup } from "../../../src/cli/reporters/group-lines.ts";
import { advanceGroup, noGroup } from "../../../src/cli/reporters/group-state.ts";
import { NO_USAGE } from "../../../src/agent/usage.ts";
import type { RecordedEvent } from "../../../src/index.ts";

const START = "2026-11-22T10:00:00.000Z";
const event = (what: object) => ({ schemaVersion: 1, seq: 1, time: START, ...what }) as RecordedEvent;
const stateOf = (events: readonly object[]) => events.map(event).reduce(advanceGroup, noGroup);
const seconds = (number: number) => Date.parse(START) + number * 1000;

const begins = (part: string, number: number) => [
  {
    type: "step.started",
    key: `s/${part}/${number}`,
    input: {
      kind: "member",
      part,
      name: `${part}.${number}`,
      runId: `s/${part}.${number}`,
      iteration: { number, of: 12 },
    },
  },
  { type: "run.started", member: `s/${part}.${number}`, plan: {} },
];
const uses = (part: string, tokens: number) => ({
  type: "agent.usage",
  member: `s/${part}`,
  usage: { ...NO_USAGE, inputTokens: tokens },
});
const says = (part: string) => ({ type: "agent.text", member: `s/${part}`, text: "Looks at the tests." });
const ends = (name: string, ok: boolean) => ({
  type: "step.finished",
  key: "x",
  output: { kind: "member", name, runId: `s/${name}`, ok, tokenUsage: NO_USAGE, cost: { kind: "subscription" } },
});
const started = { type: "run.started", plan: { group: { files: [{ iterations: 12 }, { iterations: 12 }] } } };

test("what is said of several stands under each other, and no line is wider than the screen", () => {
  const state = stateOf([
    started,
    ...begins("audit", 9),
    ...begins("documentation", 10),
    uses("audit.9", 900),
    uses("documentation.10", 12_345),
    says("audit.9"),
    says("documentation.10"),
  ]);
  expect(describeGroup(state, { now: seconds(9), columns: 80 }).split("\n")).toEqual([
    "0 of 24 done  9s  13.2k tokens",
    "  audit 9 of 12           9s    900 tokens  Looks at the tests.",
    "  documentation 10 of 12  9s  12.3k tokens  Looks at the tests.",
  ]);
  for (const line of describeGroup(state, { now: seconds(9), columns: 50 }).split("\n"))
    expect(line.length).toBeLessThanOrEqual(50);
});

test("an attempt that waits for a limit is no failure; one that is not tried again is", () => {
  const wait = { kind: "wait", name: "audit.9", provider: "codex", until: new Date(seconds(70)).toISOString() };
  const limited = [started, ...begins("audit", 9), ends("audit.9", false)];
  const waits = stateOf([...limited, { type: "step.started", key: "w", input: wait }]);
  expect(describeGroup(waits, { now: seconds(10), columns: 80 }).split("\n")).toEqual([
    "0 of 24 done  10s",
    "  audit 9 of 12  waits for the limit of codex, 1m 00s left",
  ]);
  expect(describeGroup(stateOf(limited), { now: seconds(10), columns: 80 })).toBe("0 of 24 done  1 failed  10s");
});
