import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { costGap, costOf, type Used } from "../../../src/prices/cost.ts";

const usage = {
  inputTokens: 1_000_000,
  cachedInputTokens: 400_000,
  outputTokens: 100_000,
  reasoningTokens: 60_000, // part of the output
  totalTokens: 1_100_000,
};
const at = new Date("2026-11-22T10:00:00Z");
const used = (over: Partial<Used>): Used => ({
  provider: "codex",
  model: "gpt-5.5",
  paidBy: "key",
  usage,
  at,
  ...over,
});

describe("what it cost", () => {
  for (const [name, over, expected] of [
    ["tokens at list prices, cached ones for less", {}, { kind: "estimated", usd: 6.2, service: "openai" }],
    [
      "what was written to the cache has its own price",
      { provider: "claude", model: "claude-sonnet-4-5", usage: { ...usage, cacheWriteTokens: 100_000 } },
      { kind: "estimated", usd: 3.495, service: "anthropic" },
    ],
    [
      "nobody knows how it is paid: for its tokens",
      { paidBy: null },
      { kind: "estimated", usd: 6.2, service: "openai" },
    ],
    ["its CLI says so", { usage: { ...usage, costUsd: 1.5 } }, { kind: "reported", usd: 1.5 }],
    [
      "a plan, whatever its CLI says",
      { paidBy: "subscription", usage: { ...usage, costUsd: 1.5 } },
      { kind: "subscription" },
    ],
    ["nothing", { provider: "replay", paidBy: "nothing", model: null }, { kind: "reported", usd: 0 }],
    [
      "the built-in agent",
      { provider: "builtin", model: "openai/gpt-5.5" },
      { kind: "estimated", usd: 6.2, service: "openai" },
    ],
    [
      "the built-in agent, bare",
      { provider: "builtin", model: "gpt-5.5" },
      { kind: "estimated", usd: 6.2, service: "openai" },
    ],
    [
      "a service of one's own",
      { provider: "builtin", paidBy: "elsewhere" },
      { kind: "unknown", why: "builtin uses a service whose prices are not known" },
    ],
    ["a default model", { model: null }, { kind: "unknown", why: "codex does not say which model it uses" }],
    ["a new model", { model: "gpt-99" }, { kind: "unknown", why: "no price is known for gpt-99 of codex" }],
    [
      "a reseller",
      { provider: "opencode", model: "openrouter/openai/gpt-5.5" },
      { kind: "unknown", why: "no price is known for openrouter/openai/gpt-5.5 of opencode" },
    ],
    ["no tokens", { usage: { ...usage, totalTokens: 0 } }, { kind: "unknown", why: "it told no tokens" }],
  ] as const satisfies readonly (readonly [string, Partial<Used>, unknown])[])
    test(name, () => assert.deepEqual(costOf(used(over)), expected));
});

test("whether it will be known can be told before", () => {
  const gaps = [
    used({}),
    used({ paidBy: "subscription", model: null }),
    used({ provider: "claude", model: null }),
    used({ model: null }),
    used({ paidBy: "elsewhere" }),
    used({ provider: "cursor", model: null, paidBy: "key" }),
  ].map((one) => costGap(one) !== undefined);
  assert.deepEqual(gaps, [false, false, false, true, true, true]);
});
