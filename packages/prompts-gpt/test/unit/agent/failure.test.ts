import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { classify, deniedFailure, type Ending } from "../../../src/agent/failure.ts";
import { difference, NO_USAGE } from "../../../src/agent/usage.ts";
import { providerOf } from "../../../src/providers/index.ts";
import { customProvider } from "../../../src/providers/custom.ts";

const codex = providerOf("codex");
const text = customProvider("mine", { command: "mine", args: [], prompt: "stdin", output: "text" });
const OK: Ending = {
  exit: { kind: "exited", code: 0 },
  final: { type: "agent.final", ok: true },
  stderrTail: "",
  provider: codex,
};
const refused = (message: string): Partial<Ending> => ({
  exit: { kind: "exited", code: 1 },
  final: { type: "agent.final", ok: false, message },
});
const silent = (code: number, stderrTail: string): Ending => ({
  exit: { kind: "exited", code },
  stderrTail,
  provider: codex,
});

describe("success takes all three: the closing event, an end of its own, exit code 0", () => {
  for (const [name, ending, kind] of [
    ["all three", OK, undefined],
    ["no closing event", silent(0, ""), "crashed"],
    ["another exit code", { ...OK, exit: { kind: "exited", code: 3 } }, "crashed"],
    ["another exit code, explained", { ...OK, exit: { kind: "exited", code: 3 }, stderrTail: "boom" }, "unknown"],
    ["a signal", { ...OK, exit: { kind: "signalled", signal: "SIGSEGV" } }, "crashed"],
    [
      "a signal after its own word",
      { ...OK, ...refused("401"), exit: { kind: "signalled", signal: "SIGBUS" } },
      "not-authenticated",
    ],
    ["we stopped it", { ...OK, exit: { kind: "cancelled", why: "Ctrl-C" } }, "cancelled"],
    ["too long", { ...OK, exit: { kind: "timed-out", limit: "total" } }, "timed-out"],
    ["too quiet", { ...OK, exit: { kind: "timed-out", limit: "idle" } }, "hung"],
    ["not there", { ...OK, exit: { kind: "not-started", message: "spawn codex ENOENT" } }, "not-installed"],
    ["exit code 0 after an error", { ...OK, ...refused("boom"), exit: { kind: "exited", code: 0 } }, "unknown"],
    ["a CLI without closing event", { exit: { kind: "exited", code: 0 }, stderrTail: "", provider: text }, undefined],
    [
      "a CLI without closing event, failing",
      { exit: { kind: "exited", code: 1 }, stderrTail: "", provider: text },
      "crashed",
    ],
  ] as const)
    test(`${name}: ${kind ?? "success"}`, () => assert.equal(classify(ending)?.kind, kind));
});

describe("what a message means", () => {
  for (const [message, kind] of [
    ["exceeded retry limit, last status: 429 Too Many Requests", "rate-limited"],
    ["You've hit your usage limit. Visit the page to purchase more credits or try again at 3:05 PM.", "usage-limit"],
    ["Claude AI usage limit reached|1764000000", "usage-limit"],
    ["5-hour limit reached ∙ resets 3pm", "usage-limit"],
    ["Quota exceeded. Check your plan and billing details.", "quota"],
    ["Your credit balance is too low to access the API.", "quota"],
    ["unexpected status 401 Unauthorized: bad key, url: http://127.0.0.1:42900/v1/responses", "not-authenticated"],
    [
      "Request exceeds the model's prompt budget after reserving output (1010415 tokens; limit 128000).",
      "context-too-long",
    ],
    ["[API Error: Context is too large to send safely after automatic compression.]", "context-too-long"],
    ["[API Error: terminated]", "provider-error"],
    ["Error: database is locked", "provider-error"],
    ['Failed query: insert into "project" ("id") values (?)\nparams: 4bc8', "provider-error"],
    ["The user rejected permission to use this specific tool call.", "permission-denied"],
    ["aborted: user_abort", "crashed"],
    ["Not logged in · Please run /login", "not-authenticated"],
    ["Missing environment variable: `MY_KEY`.", "not-authenticated"],
    ["The 'x' model is not supported when using Codex with this account.", "model-unknown"],
    ["maximum context length is 128000 tokens", "context-too-long"],
    ["Input exceeds the maximum length of 1048576 characters.", "context-too-long"],
    ["stream disconnected before completion", "provider-error"],
    ["connect ECONNREFUSED 127.0.0.1:1", "provider-error"],
    ["something else", "unknown"],
  ] as const)
    test(`${message.slice(0, 50)}: ${kind}`, () => {
      const failure = classify({ ...OK, ...refused(message) });
      assert.equal(failure?.kind, kind);
      assert.match(failure.message, /^\S.*\.$/);
      assert.notEqual(failure.fix, "");
    });

  test("no access is advised that the agent cannot express", () => {
    const outcome = { denied: 1, acted: false, before: "a", after: "a" };
    const fixes = ["codex", "droid"].map((id) => deniedFailure(outcome, { provider: id, settings: {} })?.fix);
    assert.deepEqual(fixes, [
      "Allow more with --access write or --access full, if you trust the prompt.",
      "Allow more with --access full, if you trust the prompt.",
    ]);
  });

  for (const [id, message, kind] of [
    ["claude", "--dangerously-skip-permissions cannot be used with root/sudo privileges", "permission-denied"],
    ["claude", "There's an issue with the selected model (nope-9).", "model-unknown"],
    ["codex", "Not inside a trusted directory and --skip-git-repo-check was not specified.", "permission-denied"],
    ["gemini", "Invalid auth method selected.", "not-authenticated"],
    ["qwen", "No auth type is selected.", "not-authenticated"],
    ["replay", 'There is no recording called "nope".', "model-unknown"],
  ] as const)
    test(`${id} alone says: ${message.slice(0, 40)}`, () => {
      const said = { ...OK, ...refused(message) };
      const kinds = [providerOf(id), text].map((provider) => classify({ ...said, provider })?.kind);
      assert.deepEqual(kinds, [kind, "unknown"]);
    });
});

describe("a CLI that only complains on stderr", () => {
  for (const [stderr, kind] of [
    ["warning: old config\nError: Input exceeds the maximum length of 1048576 characters.\n", "context-too-long"],
    ["panicked at src/main.rs", "crashed"],
  ] as const)
    test(`${stderr.split("\n")[0]}: ${kind}`, () => assert.equal(classify(silent(1, stderr))?.kind, kind));
});

test("all writes denied and nothing changed is a failure, whatever the CLI says", () => {
  const task = { provider: "claude", settings: {} };
  const kinds = [
    { denied: 2, acted: false, before: "t1", after: "t1" },
    { denied: 2, acted: true, before: "t1", after: "t2" },
    { denied: 0, acted: false, before: "t1", after: "t1" },
    { denied: 1, acted: false, before: null, after: null },
    { denied: 1, acted: true, before: null, after: null },
  ].map((effect) => deniedFailure(effect, task)?.kind);
  assert.deepEqual(kinds, ["permission-denied", undefined, undefined, "permission-denied", undefined]);
});

test("the limit that was reached is named", () => {
  const ending: Ending = {
    ...OK,
    exit: { kind: "timed-out", limit: "total" },
    limits: { timeoutSeconds: 30, idleTimeoutSeconds: 0 },
  };
  assert.equal(classify(ending)?.message, "Codex was stopped at the total timeout of 30 s.");
});

test("usage that counts a whole session is differenced, and one that starts anew is not", () => {
  const before = { ...NO_USAGE, inputTokens: 100, outputTokens: 20, totalTokens: 120, costUsd: 0.1 };
  const total = { ...NO_USAGE, inputTokens: 250, outputTokens: 50, totalTokens: 300, costUsd: 0.3 };
  const less = { ...NO_USAGE, inputTokens: 150, outputTokens: 30, totalTokens: 180, costUsd: 0.2 };
  assert.deepEqual([difference(total, before), difference(before, total)], [less, before]);
});
