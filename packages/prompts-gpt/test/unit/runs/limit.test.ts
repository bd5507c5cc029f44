import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import {
  afterProgress,
  isLimit,
  type LimitAsk,
  type LimitHistory,
  type LimitStep,
  nextStep,
  NO_LIMITS,
} from "../../../src/runs/limit.ts";

const now = new Date("2026-11-22T10:00:00.000Z");
const policy = { wait: true, maxWaitMinutes: 60, failover: false };
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
const limit = (resetAt?: string): LimitAsk["failure"] => ({
  kind: "usage-limit",
  message: "Codex reached the limit of its plan.",
  ...(resetAt === undefined ? {} : { resetAt }),
});
const ask = (over: Partial<LimitAsk> = {}): LimitAsk => ({
  failure: limit(at(20)),
  provider: "codex",
  others: ["claude", "gemini"],
  history: NO_LIMITS,
  policy,
  now,
  jitter: 0,
  ...over,
});
const shown = (step: LimitStep) =>
  step.kind === "wait"
    ? [step.kind, step.until, step.provider]
    : step.kind === "failover"
      ? [step.kind, step.provider]
      : [step.kind];

describe("what is done about a limit", () => {
  const failover = { ...policy, failover: true };
  for (const [name, over, expected] of [
    ["its end is known: until then and a moment", {}, ["wait", "2026-11-22T10:20:02.000Z", "codex"]],
    ["the moment varies", { jitter: 1 }, ["wait", "2026-11-22T10:20:12.000Z", "codex"]],
    ["nobody knows", { failure: limit() }, ["wait", "2026-11-22T10:01:00.000Z", "codex"]],
    ["an end that is over is not known", { failure: limit(at(-1)) }, ["wait", "2026-11-22T10:01:00.000Z", "codex"]],
    ["longer than allowed", { failure: limit(at(90)) }, ["give-up"]],
    ["waiting is off", { policy: { ...policy, wait: false } }, ["give-up"]],
    ["no minute is allowed", { policy: { ...policy, maxWaitMinutes: 0 } }, ["give-up"]],
    ["all was waited", { history: { ...NO_LIMITS, waits: 3, waitedMs: 50 * 60_000 } }, ["give-up"]],
    ["somebody has to pay", { failure: { kind: "quota", message: "m" } }, ["give-up"]],
    ["the next one", { policy: failover }, ["failover", "claude"]],
    [
      "also where somebody has to pay",
      { policy: failover, failure: { kind: "quota", message: "m" } },
      ["failover", "claude"],
    ],
    [
      "not for half a minute",
      { policy: failover, failure: limit(at(0.5)) },
      ["wait", "2026-11-22T10:00:32.000Z", "codex"],
    ],
    [
      "not to one that is limited itself",
      { policy: failover, history: { ...NO_LIMITS, limited: { claude: at(5) } } },
      ["failover", "gemini"],
    ],
    [
      "not to one of which nobody knows",
      { policy: failover, history: { ...NO_LIMITS, limited: { claude: null } } },
      ["failover", "gemini"],
    ],
    [
      "to one whose limit is over",
      { policy: failover, history: { ...NO_LIMITS, limited: { claude: at(-1) } } },
      ["failover", "claude"],
    ],
    [
      "all are limited: for the first that is free",
      { policy: failover, history: { ...NO_LIMITS, limited: { claude: at(15), gemini: at(30) } } },
      ["wait", "2026-11-22T10:15:02.000Z", "claude"],
    ],
    [
      "one that is called like a method is not limited",
      { policy: failover, others: ["constructor"] },
      ["failover", "constructor"],
    ],
  ] as const satisfies readonly (readonly [string, Partial<LimitAsk>, readonly string[]])[])
    test(name, () => assert.deepEqual(shown(nextStep(ask(over))), expected));
});

test("guesses grow: 1, 2, 5, 10 and 10 minutes, and end with what is allowed", () => {
  const waits: number[] = [];
  let history: LimitHistory = NO_LIMITS;
  for (;;) {
    const step = nextStep(ask({ failure: limit(), history, policy: { ...policy, maxWaitMinutes: 30 } }));
    if (step.kind !== "wait") break;
    waits.push((Date.parse(step.until) - now.getTime()) / 60_000);
    history = step.history;
  }
  assert.deepEqual(waits, [1, 2, 5, 10, 10, 2]);
});

test("progress makes the waiting count anew, and leaves the others limited", () => {
  const history = { waits: 4, failovers: 3, guesses: 2, waitedMs: 1000, limited: { codex: at(5), claude: null } };
  assert.deepEqual(afterProgress(history, "codex"), { ...NO_LIMITS, limited: { claude: null } });
});

test("what to type names a wait that is long enough", () => {
  const step = nextStep(ask({ failure: limit(at(90)) }));
  assert.equal(
    step.kind === "give-up" && step.fix,
    "Go on after 2026-11-22T11:30:00.000Z, or wait for it with --max-wait 91, or let another agent go on with --failover.",
  );
  assert.equal(nextStep(ask({ failure: limit(at(90)), policy: { ...policy, maxWaitMinutes: 91 } })).kind, "wait");
});

test("it always ends, within what is allowed, and never goes back to a limited provider", () => {
  const resets = fc.array(fc.option(fc.integer({ min: -5, max: 400 })), { minLength: 1, maxLength: 12 });
  const names = ["codex", "claude", "gemini"];
  fc.assert(
    fc.property(
      resets,
      fc.boolean(),
      fc.integer({ min: 0, max: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (minutes, failover, maxWaitMinutes, jitter) => {
        let [clock, provider, history, steps] = [now, "codex", NO_LIMITS, 0];
        for (; steps < 200; steps++) {
          const reset = minutes[steps % minutes.length];
          const resetAt =
            reset === undefined || reset === null
              ? undefined
              : new Date(clock.getTime() + reset * 60_000).toISOString();
          const others = names.filter((name) => name !== provider);
          const step = nextStep({
            failure: limit(resetAt),
            provider,
            others,
            history,
            policy: { wait: true, maxWaitMinutes, failover },
            now: clock,
            jitter,
          });
          if (step.kind === "give-up") break;
          if (step.kind === "wait") clock = new Date(Math.max(Date.parse(step.until), clock.getTime()));
          const until = history.limited[step.provider];
          if (step.kind === "failover" && until !== undefined)
            assert.ok(until !== null && Date.parse(until) <= clock.getTime());
          ({ provider, history } = step);
        }
        assert.ok(steps < 200);
        assert.ok(clock.getTime() - now.getTime() <= maxWaitMinutes * 60_000);
      },
    ),
    { numRuns: 500 },
  );
});

test("two agents that work for a while before each limit do not hand on to each other for ever", () => {
  let [clock, provider, history, steps] = [now, "codex", NO_LIMITS, 0];
  for (; steps < 1000; steps++) {
    const resetAt = new Date(clock.getTime() + 61_000).toISOString();
    const others = ["codex", "claude"].filter((name) => name !== provider);
    const failover = { ...policy, failover: true };
    const step = nextStep(ask({ failure: limit(resetAt), provider, others, history, policy: failover, now: clock }));
    if (step.kind === "give-up") break;
    ({ provider, history } = step);
    clock = new Date((step.kind === "wait" ? Date.parse(step.until) : clock.getTime()) + 300_000);
  }
  assert.ok(steps < 100);
});

test("what is no limit is not for it to judge", () => {
  const kinds = ["rate-limited", "usage-limit", "quota", "provider-error", "crashed", "not-authenticated"] as const;
  assert.deepEqual(kinds.map(isLimit), [true, true, true, false, false, false]);
});
