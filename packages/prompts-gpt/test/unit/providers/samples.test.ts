import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "vitest";
import { classify, deniedFailure } from "../../../src/agent/failure.ts";
import { Listener } from "../../../src/agent/listener.ts";
import type { Exit } from "../../../src/process/exit.ts";
import { providerOf, PROVIDERS } from "../../../src/providers/index.ts";
import type { Expected, Samples } from "../../fixtures/samples/expected.ts";

const SAMPLES = new URL("../../fixtures/samples/", import.meta.url);

/** What is a part of ours speaks our own words, and there is nothing to read in plain text. */
const AGENTS = [...PROVIDERS.values()].filter(
  ({ executable, output }) => executable !== process.execPath && output === "jsonl",
);

test("there are samples of every agent that tells events, and of no other", () => {
  const folders = readdirSync(SAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(folders.map(({ name }) => name).toSorted(), AGENTS.map(({ id }) => id).toSorted());
});

for (const { id: agent } of AGENTS) {
  const { expected: table }: { expected: Samples } = await import(new URL(`${agent}/expected.ts`, SAMPLES).href);
  describe(agent, () => {
    const files = new Map(samplesOf(agent).map((file) => [file.replace(/\.jsonl?$/, ""), file]));
    test("every sample has its line in the table", () => {
      assert.deepEqual([...files.keys()].toSorted(), Object.keys(table).toSorted());
    });
    for (const [name, expected] of Object.entries(table))
      test(`${name} ${expected.fails === undefined ? "succeeds" : `fails: ${expected.fails}`}`, () => {
        assert.deepEqual(told(agent, name, files.get(name) ?? name), complete(expected));
      });
  });
}

function complete({ says, tokens = [0, 0], fails, denied = 0, retries = 0 }: Expected) {
  return { says, tokens, fails, denied, retries };
}

function samplesOf(agent: string): string[] {
  return readdirSync(new URL(agent, SAMPLES)).filter((file) => /\.jsonl?$/.test(file) && file !== "endings.json");
}

/** Folds a sample as a run does. */
function told(agent: string, name: string, file: string) {
  const provider = providerOf(agent);
  const events = readFileSync(new URL(`${agent}/${file}`, SAMPLES), "utf8")
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
    says: (final?.ok ?? (provider.final === "none" && failure === undefined)) ? heard.output : undefined,
    tokens: [usage.inputTokens, usage.outputTokens],
    fails: failure?.kind,
    denied,
    retries: events.filter(({ type }) => type === "agent.retry").length,
  };
}

function endings(agent: string): Record<string, { exit: Exit; stderr: string }> {
  return JSON.parse(readFileSync(new URL(`${agent}/endings.json`, SAMPLES), "utf8"));
}
