import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { usageLines } from "../../../src/cli/commands/runs-usage.ts";
import { widthOf } from "../../../src/cli/text.ts";
import { parseSince } from "../../../src/runs/since.ts";
import { reportUsage, type UsageBy } from "../../../src/runs/usage-report.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const tokenUsage = {
  inputTokens: 1_000_000,
  cachedInputTokens: 0,
  outputTokens: 100_000,
  reasoningTokens: 0,
  totalTokens: 1_100_000,
};
const meta = (runId: string, over: object) =>
  JSON.stringify({
    runId,
    mode: "run",
    status: "succeeded",
    provider: "codex",
    model: "gpt-5.5",
    promptFile: ".prompts-gpt/a.md",
    paidBy: "key",
    startedAt: "2026-11-20T12:00:00.000Z",
    durationMs: 1,
    tokenUsage,
    ...over,
  });

const RUNS = {
  "agent-1/meta.json": meta("agent-1", {}),
  "agent-2/meta.json": meta("agent-2", { paidBy: "subscription", startedAt: "2026-11-21T12:00:00.000Z" }),
  "agent-3/meta.json": meta("agent-3", {
    provider: "claude",
    model: null,
    promptFile: null,
    tokenUsage: { ...tokenUsage, costUsd: 1.25 },
  }),
  "agent-4/meta.json": meta("agent-4", { provider: "qwen", model: "qwen3-coder", paidBy: "elsewhere" }),
  // What a sweep says of itself is what its iterations say.
  "sweep-1/meta.json": meta("sweep-1", { mode: "sweep" }),
  "sweep-1/iteration-1/meta.json": meta("iteration-1", {}),
  "sweep-1/iteration-2/meta.json": meta("iteration-2", {}),
  "sweep-1/output.log": "",
  "notes/readme.txt": "no run",
};

async function report(by: UsageBy, since?: Date) {
  await using folder = await tempFolder(RUNS);
  return await reportUsage(folder.path, { by, since });
}

describe("what runs have used", () => {
  for (const [by, expected] of [
    ["provider", ["codex 4 4400000 0 24 1100000 0", "claude 1 1100000 1.25 0 0 0", "qwen 1 1100000 0 0 0 1100000"]],
    [
      "model",
      [
        "gpt-5.5 4 4400000 0 24 1100000 0",
        "claude's default 1 1100000 1.25 0 0 0",
        "qwen3-coder 1 1100000 0 0 0 1100000",
      ],
    ],
    ["prompt", [".prompts-gpt/a.md 5 5500000 0 24 1100000 1100000", "(inline) 1 1100000 1.25 0 0 0"]],
    ["day", ["2026-11-20 5 5500000 1.25 24 0 1100000", "2026-11-21 1 1100000 0 0 1100000 0"]],
  ] as const)
    test(`by ${by}`, async () => {
      const { groups, total } = await report(by);
      const shown = groups.map(({ name, runs, usage, reportedUsd, estimatedUsd, subscriptionTokens, unknownTokens }) =>
        [name, runs, usage.totalTokens, reportedUsd, estimatedUsd, subscriptionTokens, unknownTokens].join(" "),
      );
      assert.deepEqual(shown, expected);
      assert.deepEqual([total.runs, total.usage.totalTokens, total.usd], [6, 6_600_000, 25.25]);
    });

  test("since a day", async () => {
    const { groups, since } = await report("provider", new Date("2026-11-21T00:00:00Z"));
    assert.deepEqual([since, groups.map(({ runs }) => runs)], ["2026-11-21T00:00:00.000Z", [1]]);
  });

  test("80 columns hold it, whatever it is called", async () => {
    const found = await report("model");
    const long = found.groups.map((group) => ({ ...group, name: "a model with a very long name indeed" }));
    const lines = usageLines({ ...found, groups: long }, 80);
    assert.ok(
      lines.every((line) => widthOf(line) <= 80),
      lines.join("\n"),
    );
    assert.match(lines.join("\n"), /total +6 +6\.0M +600\.0k +\$1\.25 +~\$24\.00 +1\.1M +1\.1M/);
  });

  test("without runs it says what to type", async () => {
    await using folder = await tempFolder({});
    const none = await reportUsage(folder.path, { by: "day", since: undefined });
    assert.deepEqual(usageLines(none, 80), ["No runs. Start one: prompts-gpt run <file>"]);
  });
});

describe("since when", () => {
  const now = new Date("2026-11-22T10:00:00.000Z");
  for (const [text, expected] of [
    ["24h", "2026-11-21T10:00:00.000Z"],
    ["7d", "2026-11-15T10:00:00.000Z"],
    ["2w", "2026-11-08T10:00:00.000Z"],
    ["2026-11-01T00:00:00Z", "2026-11-01T00:00:00.000Z"],
    ["2026-11-01", new Date(2026, 10, 1).toISOString()],
  ] as const)
    test(text, () => assert.equal(parseSince(text, now).toISOString(), expected));
  for (const text of ["", "7", "7y", "yesterday", "2026-13-01", "-7d", "1e3d"])
    test(`${JSON.stringify(text)} is none`, () =>
      assert.throws(() => parseSince(text, now), { exitCode: 2, fix: "prompts-gpt runs usage --since 7d" }));
});
