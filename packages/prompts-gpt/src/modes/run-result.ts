import { join } from "node:path";
import type { FileChange } from "../agent/events.ts";
import { metaOf } from "../runs/record.ts";
import { RUN_FILES } from "../runs/run-dir.ts";
import type { FinishedRun } from "../runs/with-run.ts";
import type { RunPromptResult } from "./run-input.ts";

/** The result of a finished run: a view of its record, like everything else that is told of it. */
export function resultOf({ state, runDir }: FinishedRun): RunPromptResult {
  const meta = metaOf(state);
  const { outcome, changes } = state;
  return {
    schemaVersion: 1,
    ok: meta.ok,
    status: state.finished?.status ?? "failed",
    runId: meta.runId,
    runDir,
    provider: meta.provider,
    model: meta.model,
    exitCode: state.finished?.exitCode ?? 1,
    durationMs: meta.durationMs,
    output: outcome?.output ?? "",
    outputFile: join(runDir, RUN_FILES.log),
    summaryFile: join(runDir, RUN_FILES.summary),
    patchFile: (changes?.files.length ?? 0) === 0 ? null : join(runDir, RUN_FILES.patch),
    tokenUsage: meta.tokenUsage,
    sessionId: meta.sessionId,
    changedFiles: meta.changedFiles?.map(({ path }) => path) ?? null,
    diff: meta.changedFiles === null ? null : diffOf(meta.changedFiles, meta.changedFilesOmitted),
    denied: meta.denied,
    leftProcesses: meta.leftProcesses,
    verified: state.verified ?? null,
    snapshot: meta.snapshot,
    refused: meta.refused.length,
    warnings: meta.warnings,
    redactions: meta.redactions,
    ...(meta.error === null ? {} : { error: meta.error }),
    ...(meta.failure === null ? {} : { failure: meta.failure }),
  };
}

/** Of the first thousand files the lines too. */
function diffOf(files: readonly FileChange[], omitted: number): NonNullable<RunPromptResult["diff"]> {
  const sum = (side: "added" | "removed") => files.reduce((lines, one) => lines + (one[side] ?? 0), 0);
  return { files: files.length + omitted, added: sum("added"), removed: sum("removed") };
}
