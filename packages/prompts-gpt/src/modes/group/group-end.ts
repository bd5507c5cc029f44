import type { RunStatus } from "../../agent/events.ts";
import { NO_USAGE } from "../../agent/usage.ts";
import type { TokenUsage } from "../../providers/provider.ts";
import { groupOf } from "../../runs/group-record.ts";
import type { FinishedRun } from "../../runs/with-run.ts";
import type { OpenGroup } from "./open.ts";

/** How several runs as one ended, whatever they were for. */
export interface GroupEnd {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** Absolute. */
  readonly runDir: string;
  readonly ok: boolean;
  readonly status: RunStatus;
  /** 0, 1, 129, 130 or 143. */
  readonly exitCode: number;
  readonly totalDurationMs: number;
  /** Of everything: judging, and what was begun anew, too. */
  readonly tokenUsage: TokenUsage;
  readonly warnings: readonly string[];
  readonly error?: string;
}

export function groupEnd({ state, runDir }: FinishedRun): GroupEnd {
  const { id, status, exitCode, durationMs, error, ok, tokenUsage, warnings } = groupOf(state);
  return {
    schemaVersion: 1,
    ok,
    status: status ?? "failed",
    runId: id,
    runDir,
    exitCode: exitCode ?? 1,
    totalDurationMs: durationMs,
    tokenUsage,
    warnings,
    ...(error === null ? {} : { error }),
  };
}

/** Of a plan that nothing is done for. */
export function groupNotBegun({ base, warnings }: OpenGroup): GroupEnd {
  return {
    schemaVersion: 1,
    ok: true,
    status: "succeeded",
    runId: base.runId,
    runDir: base.runDir,
    exitCode: 0,
    totalDurationMs: 0,
    tokenUsage: NO_USAGE,
    warnings: warnings.map(({ message }) => message),
  };
}
