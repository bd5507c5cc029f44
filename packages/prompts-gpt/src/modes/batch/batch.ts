import { dirname, resolve } from "node:path";
import { SUMMARY_LINES } from "../../agent/summary.ts";
import { NO_USAGE } from "../../agent/usage.ts";
import { batchSummaryOf, type MemberRecord } from "../../runs/group-record.ts";
import { readRun } from "../../runs/run-list.ts";
import type { FinishedRun } from "../../runs/with-run.ts";
import type { OpenGroup } from "../group/open.ts";
import { type GroupPreview, previewOf } from "../group/preview.ts";
import { type ResumedGroup, resumeGroup } from "../group/resume.ts";
import type { ResumeInput } from "../group/resume-input.ts";
import { withResumeLock } from "../group/resume-lock.ts";
import { withGroup } from "../group/with-group.ts";
import { resultOf } from "../run-result.ts";
import { executeBatch } from "./execute.ts";
import type { BatchInput, BatchRun, RunBatchResult } from "./input.ts";
import { type BatchPlan, type PlannedBatch, planTheBatch } from "./plan.ts";

/** What is known of a batch before it starts; starts nothing and writes nothing. Rejects as {@link runBatch} does. */
export async function planBatch(input: BatchInput): Promise<BatchPlan & GroupPreview> {
  const planned = await planTheBatch(input);
  return { ...planned.plan, ...previewOf(planned) };
}

/**
 * Runs several prompts, none of which is told of another. Rejects only with a {@link UserError}: a ConfigError for what
 * cannot start, a ValidationError for a prompt or a list that does not hold. A failed prompt is a result.
 */
export async function runBatch(input: BatchInput): Promise<RunBatchResult> {
  const planned = await planTheBatch(input);
  return input.dryRun === true ? nothingDone(planned) : performBatch(planned, input, undefined);
}

/** Goes on with a batch that was killed or stopped: nothing that was finished is done again. */
export async function resumeBatch(plan: BatchPlan, group: OpenGroup, input: ResumeInput): Promise<RunBatchResult> {
  return withResumeLock(plan, group, async () => {
    const resumed = await resumeGroup({ ...group, plan, runDir: plan.runDir, summaryLines: SUMMARY_LINES });
    return performBatch({ ...group, plan }, input, resumed);
  });
}

type Listeners = Pick<BatchInput, "signal" | "killSignal" | "onEvent" | "quiet" | "maxRunDirs">;

async function performBatch(
  group: PlannedBatch,
  { signal, killSignal, onEvent, quiet, maxRunDirs }: Listeners,
  resumed: ResumedGroup | undefined,
): Promise<RunBatchResult> {
  const { plan, prompts } = group;
  const setup = { mode: "batch" as const, plan, group, signal, killSignal, onEvent, quiet, maxRunDirs, resumed };
  return batchResultOf(await withGroup(setup, (place) => executeBatch(plan, { place, prompts })));
}

function nothingDone({ plan: { runId, runDir, prompts }, warnings }: PlannedBatch): RunBatchResult {
  return {
    schemaVersion: 1,
    ok: true,
    status: "succeeded",
    batchId: runId,
    runDir,
    exitCode: 0,
    results: [],
    totalDurationMs: 0,
    succeeded: 0,
    failed: 0,
    skipped: prompts.length,
    tokenUsage: NO_USAGE,
    warnings: warnings.map(({ message }) => message),
  };
}

async function batchResultOf({ state, runDir }: FinishedRun): Promise<RunBatchResult> {
  const summary = batchSummaryOf(state);
  const results: BatchRun[] = [];
  for (const one of summary.results)
    results.push({ ...(await fullResult(one, runDir)), promptFile: one.promptFile, applied: one.applied });
  const { batchId, ok, status, exitCode, durationMs, succeeded, failed, tokenUsage, warnings, error } = summary;
  const planned = (state.facts.group as BatchPlan).prompts.length; // what this mode has planned
  return {
    schemaVersion: 1,
    ok,
    status: status ?? "failed",
    batchId,
    runDir,
    exitCode: exitCode ?? 1,
    results,
    totalDurationMs: durationMs,
    succeeded,
    failed,
    skipped: planned - results.length,
    tokenUsage,
    warnings,
    ...(error === null ? {} : { error }),
  };
}

/** From its own record; of one that never had any, what the batch knows. */
async function fullResult(member: MemberRecord, groupDir: string) {
  const artifactsDir = dirname(groupDir);
  const run = await readRun(resolve(artifactsDir, member.runId)).catch(() => undefined);
  if (run !== undefined) return resultOf(run);
  const { runId, ok, status, provider, model, exitCode, durationMs, tokenUsage, error } = member;
  return {
    schemaVersion: 1 as const,
    ok,
    status,
    runId,
    runDir: resolve(artifactsDir, runId),
    provider,
    model,
    exitCode,
    durationMs,
    tokenUsage,
    ...NOTHING,
    ...(error === undefined ? {} : { error }),
  };
}

const NOTHING = {
  output: "",
  outputFile: "",
  summaryFile: "",
  patchFile: null,
  sessionId: null,
  changedFiles: [],
  diff: { files: 0, added: 0, removed: 0 },
  denied: 0,
  leftProcesses: [],
  warnings: [],
  verified: null,
  snapshot: null,
  refused: 0,
  redactions: { total: 0, byName: {} },
};
