import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { classify } from "../../../src/agent/failure.ts";
import { providerOf } from "../../../src/providers/index.ts";

const now = new Date("2026-11-22T10:00:30.000Z");

/** As agents' CLIs and services say it: recorded, or as people have reported it. */
const SAID = {
  claude: [
    ["Claude AI usage limit reached|1795400000", "usage-limit", "2026-11-23T02:13:20.000Z"],
    ["You've hit your limit · resets 3pm (Europe/Berlin)", "usage-limit", "2026-11-22T14:00:00.000Z"],
    ["You've hit your session limit · resets 8:30pm (Asia/Tokyo)", "usage-limit", "2026-11-22T11:30:00.000Z"],
    ["You've hit your weekly limit · resets Nov 25 at 7pm (UTC)", "usage-limit", "2026-11-25T19:00:00.000Z"],
    ["Opus weekly limit reached ∙ resets Nov 30, 9am (UTC)", "usage-limit", "2026-11-30T09:00:00.000Z"],
    [
      "API Error: 400 You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
      "usage-limit",
      "2026-12-01T00:00:00.000Z",
    ],
    ["API Error: Rate limit reached (HTTP 429)", "rate-limited", undefined],
    ["Credit balance is too low", "quota", undefined],
    ["You're out of credits", "quota", undefined],
  ],
  codex: [
    [
      "You’ve hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro) or try again in 2 hours 13 minutes.",
      "usage-limit",
      "2026-11-22T12:13:30.000Z",
    ],
    ["You've reached your usage limit. Upgrade your plan or add credits to continue", "usage-limit", undefined],
    ["exceeded retry limit, last status: 429 Too Many Requests", "rate-limited", undefined],
    [
      "Rate limit reached for gpt-5.5 on tokens per min (TPM): Limit 30000, Used 28000. Please try again in 1.2s.",
      "rate-limited",
      "2026-11-22T10:00:31.200Z",
    ],
    ["Quota exceeded. Check your plan and billing details.", "quota", undefined],
    ["Your workspace is out of credits. Add credits to continue.", "quota", undefined],
    ["unexpected status 402 Payment Required", "quota", undefined],
  ],
  gemini: [
    ["[API Error: You have exhausted your daily quota on this model.]", "usage-limit", undefined],
    [
      "You have exhausted your capacity on this model. Your quota will reset after 14h22m3s.",
      "usage-limit",
      "2026-11-23T00:22:33.000Z",
    ],
    [
      "Usage limit reached for gemini-3-flash-preview. Access resets at 10:57 PM GMT-3.",
      "usage-limit",
      "2026-11-23T01:57:00.000Z",
    ],
    [
      "You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: free_tier_requests, limit: 20\nPlease retry in 34.5s.",
      "rate-limited",
      "2026-11-22T10:01:04.500Z",
    ],
    ["You exceeded your current quota, please check your plan and billing details.", "usage-limit", undefined],
    ["Quota exceeded for metric: free_tier_requests, limit: 0, model: gemini-3-pro", "quota", undefined],
  ],
  copilot: [
    [
      "Sorry, you've hit a rate limit that restricts the number of Copilot model requests you can make within a specific time period. Please try again in 2 hours.",
      "rate-limited",
      "2026-11-22T12:00:30.000Z",
    ],
    ["You have exceeded your premium request allowance.", "quota", undefined],
    ['402 {"error":{"message":"You have no quota","code":"quota_exceeded"}}', "quota", undefined],
  ],
  cursor: [
    ["You've hit your usage limit\nGet Cursor Pro for more Agent usage.", "usage-limit", undefined],
    ["You've hit your usage limit\nPlease try again in 20 minutes.", "usage-limit", "2026-11-22T10:20:30.000Z"],
  ],
  qwen: [
    ["[API Error: 429 Free allocated quota exceeded.]", "quota", undefined],
    ["Requests rate limit exceeded, please try again later.", "rate-limited", undefined],
  ],
  opencode: [
    ["Free usage exceeded, subscribe to Go; retrying in 6h16m", "usage-limit", "2026-11-22T16:16:30.000Z"],
    ["Weekly usage limit reached. It will reset in 5 days 10 hours.", "usage-limit", "2026-11-27T20:00:30.000Z"],
    ["slow down (HTTP 429)", "rate-limited", undefined],
  ],
  builtin: [
    ["HTTP 429: slow down; retry-after: 300", "rate-limited", "2026-11-22T10:05:30.000Z"],
    ['HTTP 429: You exceeded your current quota: {"code":"insufficient_quota"}', "quota", undefined],
    ["HTTP 402: Insufficient Balance", "quota", undefined],
  ],
} as const;

for (const [id, messages] of Object.entries(SAID))
  describe(`limits of ${id}`, () => {
    for (const [message, kind, resetAt] of messages)
      test(`${message.slice(0, 60)}: ${kind}`, () => {
        const failure = classify({
          exit: { kind: "exited", code: 1 },
          final: { type: "agent.final", ok: false, message },
          stderrTail: "",
          provider: providerOf(id),
          now,
        });
        assert.deepEqual([failure?.kind, failure?.resetAt], [kind, resetAt]);
      });
  });

test("the time stands in what to type", () => {
  const message = "Your limit was hit: usage limit. Try again in 20s";
  const failure = classify({
    exit: { kind: "exited", code: 1 },
    final: { type: "agent.final", ok: false, message },
    stderrTail: "",
    provider: providerOf("codex"),
    now,
  });
  assert.equal(failure?.fix, "Run it again after 2026-11-22T10:00:50.000Z, or choose another agent with --provider.");
});
