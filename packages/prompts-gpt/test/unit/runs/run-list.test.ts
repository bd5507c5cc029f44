import assert from "node:assert/strict";
import { hostname } from "node:os";
import { test } from "vitest";
import { foldRun, type RunState } from "../../../src/runs/fold.ts";
import { parseEvent } from "../../../src/runs/journal.ts";
import { metaOf } from "../../../src/runs/record.ts";
import { listRuns } from "../../../src/runs/run-list.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const started = {
  schemaVersion: 1,
  seq: 1,
  time: "2026-11-22T10:00:00.000Z",
  type: "run.started",
  runId: "agent-1",
  mode: "run",
  version: "0.1.0",
  owner: { pid: 1, processStart: "never", host: hostname() },
  plan: {
    cwd: "/x",
    provider: "codex",
    providerReason: "named",
    access: "read",
    limits: {},
    model: 'a "model"',
    promptFile: "a\n.md",
  },
};
const finished = {
  schemaVersion: 1,
  seq: 2,
  time: "2026-11-22T10:00:09.500Z",
  type: "run.finished",
  status: "failed",
  exitCode: 1,
};
const journal = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");

function metaText(): string {
  const lines = [started, finished].map((event) => parseEvent(JSON.stringify(event)));
  let state: RunState | undefined;
  for (const event of lines) state = event && foldRun(state, event);
  return `${JSON.stringify(state && metaOf(state), null, 2)}\n`;
}

const FINISHED = { status: "failed", provider: "codex", model: 'a "model"', promptFile: "a\n.md", durationMs: 9500 };

for (const [name, meta, events, expected] of [
  ["meta.json tells of a finished run, without its journal", metaText(), "", FINISHED],
  ["so does the journal where there is none", undefined, journal(started, finished), FINISHED],
  ["or where it is cut off", metaText().slice(0, 200), journal(started, finished), FINISHED],
  [
    "or not of a finished run",
    metaText().replace('"status": "failed"', '"status": null'),
    journal(started, finished),
    FINISHED,
  ],
  ["or no object", "null", journal(started, finished), FINISHED],
  ["on one line it means the same", JSON.stringify(JSON.parse(metaText())), "", FINISHED],
  [
    "a run that was killed is interrupted",
    undefined,
    journal(started),
    { ...FINISHED, status: "interrupted", durationMs: 0 },
  ],
  ["a folder without either is no run", undefined, undefined, undefined],
] as const)
  test(name, async () => {
    const files = { "agent-1/events.jsonl": events, "agent-1/meta.json": meta, "agent-1/note": "" };
    const there = Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const]));
    await using folder = await tempFolder(Object.fromEntries(there));
    const runs = await listRuns(folder.path);
    const rest = { runId: "agent-1", runDir: folder.at("agent-1"), mode: "run", startedAt: started.time };
    assert.deepEqual(runs, expected === undefined ? [] : [{ ...rest, ...expected }]);
  });
