import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "vitest";
import { classify, deniedFailure, type Failure } from "../../../src/agent/failure.ts";
import { Listener } from "../../../src/agent/listener.ts";
import type { Exit } from "../../../src/process/exit.ts";
import { providerOf } from "../../../src/providers/index.ts";

/** What each sample has to come to: the answer, tokens in and out, the kind of failure, the tool calls denied. */
interface Expected {
  readonly says?: string;
  readonly tokens?: readonly [input: number, output: number];
  readonly fails?: Failure["kind"];
  readonly denied?: number;
  readonly retries?: number;
}

/** What Codex and Claude Code say in the same words and figures. */
const BOTH: Readonly<Record<string, Expected>> = {
  shell: { says: "FINAL: wrote out.txt", tokens: [200, 40] },
  write: { says: "FINAL: wrote new.txt", tokens: [200, 40] },
  fail: { says: "FINAL: the command failed", tokens: [200, 40] },
  denied: { says: "FINAL: could not write", tokens: [200, 40], fails: "permission-denied", denied: 1 },
  readonly: { says: "FINAL: could not write", tokens: [200, 40], fails: "permission-denied", denied: 1 },
  e401: { fails: "not-authenticated", retries: 1 },
  e404: { fails: "model-unknown" },
  e429: { fails: "rate-limited", retries: 1 },
  e500: { fails: "provider-error", retries: 1 },
  cut: { says: "FINAL: after a cut", tokens: [100, 20], retries: 1 },
  inthang: { fails: "cancelled" },
  equota: { fails: "quota" },
  econtext: { fails: "context-too-long" },
};

const CODEX: Readonly<Record<string, Expected>> = {
  ...BOTH,
  text: { says: "FINAL: plain answer.", tokens: [1234, 56] },
  e500once: { says: "FINAL: after one retry", tokens: [100, 20] },
  intchild: { fails: "cancelled" },
  resumed: { says: "FINAL: second turn", tokens: [1334, 76] },
  noresume: { fails: "crashed" },
  huge: { fails: "context-too-long" },
  eusage: { fails: "rate-limited" },
};

const CLAUDE: Readonly<Record<string, Expected>> = {
  ...BOTH,
  text: { says: "FINAL: plain answer.", tokens: [1434, 56] },
  shellpartial: { says: "FINAL: wrote out.txt", tokens: [200, 40] },
  e500once: { says: "FINAL: after one retry", tokens: [100, 20], retries: 1 },
  e529: { fails: "provider-error", retries: 1 },
  intchild: { fails: "cancelled", tokens: [100, 20] },
  resumed: { says: "FINAL: second turn", tokens: [1534, 76] },
  noresume: { fails: "unknown" },
  huge: { says: "FINAL: never asked", tokens: [100, 20] },
  maxturns: { fails: "unknown", tokens: [100, 20] },
};

const GEMINI: Readonly<Record<string, Expected>> = {
  // What it thought is told by the total alone: 1297 in all.
  text: { says: "FINAL: plain answer.", tokens: [1234, 63] },
  pieces: { says: "FINAL: in several pieces, of course.", tokens: [100, 20] },
  shell: { says: "FINAL: wrote out.txt", tokens: [200, 40] },
  writeabs: { says: "FINAL: wrote new.txt", tokens: [200, 40] },
  fail: { says: "FINAL: the command failed", tokens: [200, 40] },
  denied: { says: "FINAL: could not write", tokens: [200, 40], fails: "permission-denied", denied: 1 },
  readonly: { says: "FINAL: could not write", tokens: [200, 40], fails: "permission-denied", denied: 1 },
  e401: { fails: "not-authenticated" },
  nokey: { fails: "not-authenticated" },
  e429: { fails: "rate-limited" },
  e500: { fails: "provider-error" },
  e500once: { says: "FINAL: after one retry", tokens: [100, 20] },
  loop: { fails: "unknown", tokens: [300, 60] },
  intchild: { fails: "cancelled" },
  inthang: { fails: "cancelled" },
};

const QWEN: Readonly<Record<string, Expected>> = {
  text: { says: "FINAL: plain answer.", tokens: [1234, 56] },
  shell: { says: "FINAL: wrote out.txt", tokens: [200, 40] },
  writeabs: { says: "FINAL: wrote new.txt", tokens: [200, 40] },
  fail: { says: "FINAL: the command failed", tokens: [200, 40] },
  denied: { says: "FINAL: could not write", tokens: [200, 40], fails: "permission-denied", denied: 1 },
  readonly: { says: "FINAL: could not write", tokens: [200, 40], fails: "permission-denied", denied: 1 },
  e401: { fails: "not-authenticated" },
  nokey: { fails: "not-authenticated" },
  // Ended by a limit of its own: no closing event, and nobody says what it waited for.
  e429: { fails: "crashed", retries: 1 },
  e500: { fails: "crashed" },
  loop: { fails: "crashed" },
  intchild: { fails: "cancelled" },
  inthang: { fails: "cancelled" },
};

/** Its stream tells no tokens. */
const COPILOT: Readonly<Record<string, Expected>> = {
  text: { says: "FINAL: plain answer." },
  shell: { says: "FINAL: wrote out.txt" },
  writeabs: { says: "FINAL: wrote new.txt" },
  fail: { says: "FINAL: the command failed" },
  denied: { says: "FINAL: could not write", fails: "permission-denied", denied: 1 },
  readonly: { says: "FINAL: could not write", fails: "permission-denied", denied: 1 },
  // Sent SIGTERM by somebody else: it ends with 0, and its result has exit code 0.
  aborted: { fails: "crashed" },
  e401: { fails: "not-authenticated", retries: 2 },
  nokey: { fails: "not-authenticated" },
  e429: { fails: "rate-limited", retries: 5 },
  e500: { fails: "provider-error", retries: 5 },
  intchild: { fails: "cancelled" },
  inthang: { fails: "cancelled" },
};

const OPENCODE: Readonly<Record<string, Expected>> = {
  text: { says: "FINAL: plain answer.", tokens: [1234, 56] },
  shell: { says: "FINAL: wrote out.txt", tokens: [200, 40] },
  writeabs: { says: "FINAL: wrote new.txt", tokens: [200, 40] },
  fail: { says: "FINAL: the command failed", tokens: [200, 40] },
  // A denial ends it at once, with exit code 0 and no closing word.
  denied: { tokens: [100, 20], fails: "permission-denied", denied: 1 },
  e401: { fails: "not-authenticated" },
  e429: { fails: "rate-limited" },
  intchild: { fails: "cancelled" },
};

const SAMPLES = new URL("../../fixtures/samples/", import.meta.url);

for (const [agent, table] of Object.entries({
  codex: CODEX,
  claude: CLAUDE,
  gemini: GEMINI,
  qwen: QWEN,
  copilot: COPILOT,
  opencode: OPENCODE,
}))
  describe(agent, () => {
    const files = readdirSync(new URL(agent, SAMPLES)).filter((name) => name.endsWith(".jsonl"));
    test("every sample has its line in the table", () => {
      assert.deepEqual(files.map((name) => name.replace(".jsonl", "")).toSorted(), Object.keys(table).toSorted());
    });
    for (const [name, expected] of Object.entries(table))
      test(`${name} ${expected.fails === undefined ? "succeeds" : `fails: ${expected.fails}`}`, () => {
        assert.deepEqual(told(agent, name), complete(expected));
      });
  });

function complete({ says, tokens = [0, 0], fails, denied = 0, retries = 0 }: Expected) {
  return { says, tokens, fails, denied, retries };
}

/** Folds a sample as a run does. */
function told(agent: string, name: string) {
  const provider = providerOf(agent);
  const events = readFileSync(new URL(`${agent}/${name}.jsonl`, SAMPLES), "utf8")
    .split("\n")
    .flatMap(provider.read);
  const { exit, stderr } = endings(agent)[name] ?? { exit: { kind: "exited", code: -1 }, stderr: "" };
  const listener = new Listener();
  for (const event of events) listener.hear(event);
  listener.hearStderr(Buffer.from(stderr));
  const heard = listener.result(undefined);
  const { denied, final, usage } = heard;
  const outcome = { denied, acted: false, before: "a", after: denied > 0 ? "a" : "b" };
  const failure = classify({ exit, provider, ...heard }) ?? deniedFailure(outcome, { provider: agent, settings: {} });
  return {
    says: final?.ok === true ? heard.output : undefined,
    tokens: [usage.inputTokens, usage.outputTokens],
    fails: failure?.kind,
    denied,
    retries: events.filter(({ type }) => type === "agent.retry").length,
  };
}

function endings(agent: string): Record<string, { exit: Exit; stderr: string }> {
  return JSON.parse(readFileSync(new URL(`${agent}/endings.json`, SAMPLES), "utf8"));
}
