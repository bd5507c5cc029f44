import { readdir, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { RunStatus } from "../agent/events.ts";
import { codeOf } from "../error-code.ts";
import { ConfigError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { foldRun, type RunState } from "./fold.ts";
import { readEvents } from "./journal.ts";
import { ownerState } from "../process/owner.ts";
import { membersOf, type RunMember } from "./group-members.ts";
import { readMeta, readMetaHead } from "./read-meta.ts";
import { metaOf, type RunMeta } from "./record.ts";
import { RUN_FILES } from "./run-dir.ts";
import { checkRunId } from "./run-id.ts";

/** `interrupted`: its process is gone and it never said how it ended. `unknown`: it runs, or ran, on another host. */
export type ShownStatus = RunStatus | "running" | "interrupted" | "unknown";

export interface RunSummary {
  readonly runId: string;
  readonly runDir: string;
  readonly mode: string;
  readonly status: ShownStatus;
  readonly provider: string;
  readonly model: string | null;
  readonly promptFile: string | null;
  readonly startedAt: string;
  readonly durationMs: number;
}

/** A run as its journal tells it: also right when the process was killed in the middle. */
export interface RunDetails extends Omit<RunMeta, "status"> {
  readonly status: ShownStatus;
  readonly runDir: string;
  /** The runs whose session it goes on with, the nearest first. */
  readonly earlier: readonly string[];
  /** Names of the files that are there. */
  readonly files: readonly string[];
  /** The agent's final answer, at most 64 KiB. */
  readonly output: string;
  /** Of several runs as one. */
  readonly members: readonly RunMember[];
}

/**
 * Newest first. A folder that is no run, or has not got as far as its first event, is left out. Of a finished run its
 * meta.json tells, of any other its journal.
 */
export async function listRuns(artifactsDir: string): Promise<RunSummary[]> {
  const runs: RunSummary[] = [];
  for (const runDir of await runDirsIn(artifactsDir)) {
    const meta = readMetaHead(runDir);
    if (meta !== undefined) runs.push(summaryOf(runDir, meta));
    else runs.push(...(await readRun(runDir).then((run) => [summaryOfJournal(run)], noRun)));
  }
  return runs.sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
}

/** Whatever may be a run in there. */
export async function runDirsIn(artifactsDir: string): Promise<string[]> {
  const names = await readdir(artifactsDir).catch(() => []);
  return names.map((name) => `${artifactsDir}${sep}${name}`);
}

function summaryOfJournal({ state, status, runDir, durationMs }: ReadRun): RunSummary {
  return summaryOf(runDir, { ...metaOf(state), status, durationMs });
}

function summaryOf(runDir: string, told: Omit<RunSummary, "runDir">): RunSummary {
  const { runId, mode, status, provider, model, promptFile, startedAt, durationMs } = told;
  return { runId, runDir, mode, status, provider, model, promptFile, startedAt, durationMs };
}

/** A folder without a journal, or with an empty one. Any other error is for the user to know. */
export function noRun(error: unknown): [] {
  const code = codeOf(error);
  if (error instanceof ConfigError || code === "ENOENT" || code === "ENOTDIR") return [];
  throw error;
}

export async function showRun(artifactsDir: string, runId: string): Promise<RunDetails> {
  const runDir = await findRunDir(artifactsDir, runId);
  const { state, status, durationMs } = await readRun(runDir);
  const files = (await readdir(runDir)).sort();
  const earlier = await earlierRuns(artifactsDir, state.facts.continues);
  const output = state.outcome?.output ?? "";
  return { ...metaOf(state), status, durationMs, runDir, earlier, files, output, members: membersOf(state) };
}

/** Not more than this many runs of a chain are followed. */
const LONGEST_CHAIN = 100;

/** The runs that a run goes on from, the nearest first, as far as their records are there. */
async function earlierRuns(artifactsDir: string, continues: string | undefined): Promise<readonly string[]> {
  const chain: string[] = [];
  for (let next = continues; next !== undefined && !chain.includes(next) && chain.length < LONGEST_CHAIN;) {
    chain.push(next);
    const run = await findRunDir(artifactsDir, next)
      .then(readRun)
      .catch(() => undefined); // removed since
    next = run?.state.facts.continues;
  }
  return chain;
}

/** The folder of a run; a ConfigError that names the nearest one when there is none. */
export async function findRunDir(artifactsDir: string, runId: string): Promise<string> {
  const runDir = join(artifactsDir, checkRunId(runId));
  if ((await stat(join(runDir, RUN_FILES.journal)).catch(() => undefined)) !== undefined) return runDir;
  const near = nearest(runId, await readdir(artifactsDir).catch(() => []));
  throw new ConfigError(
    `There is no run ${runId} in ${artifactsDir}.`,
    near === undefined ? "prompts-gpt runs list" : `prompts-gpt runs show ${near}`,
  );
}

export interface ReadRun {
  readonly state: RunState;
  readonly status: ShownStatus;
  readonly runDir: string;
  readonly durationMs: number;
}

export async function readRun(runDir: string): Promise<ReadRun> {
  let state: RunState | undefined;
  for await (const event of readEvents(join(runDir, RUN_FILES.journal))) state = foldRun(state, event);
  if (state === undefined)
    throw new ConfigError(
      `${runDir} holds no run: its journal has no first event.`,
      `See what else is there: ls ${runDir}`,
    );
  if ((await statusOf(state)) === "interrupted") state = { ...state, ...finishedByMeta(state, runDir) };
  const status = await statusOf(state);
  return { state, status, runDir, durationMs: await durationOf(state, status, runDir) };
}

/** What is written last, when a run has ended: its journal's last line may be torn all the same, after a power cut. */
function finishedByMeta({ runId }: RunState, runDir: string): Pick<RunState, "finished"> {
  const meta = readMeta(runDir);
  if (meta?.runId !== runId || meta.status === null) return {};
  const { status, exitCode, error, completedAt } = meta;
  if (typeof exitCode !== "number" || typeof completedAt !== "string") return {};
  return { finished: { status, exitCode, at: completedAt, ...(typeof error === "string" ? { message: error } : {}) } };
}

/** Of a run that never said when it ended, up to the last byte that it wrote. */
async function durationOf(state: RunState, status: ShownStatus, runDir: string): Promise<number> {
  const started = Date.parse(state.startedAt) + state.pausedMs;
  if (state.finished !== undefined) return Date.parse(state.finished.at) - started;
  if (status === "running") return Date.now() - started;
  const log = await stat(join(runDir, RUN_FILES.log)).catch(() => undefined);
  return Math.max(Date.parse(state.lastEventAt), Math.round(log?.mtimeMs ?? 0)) - started;
}

/** Truthful whatever happened to the process: what the journal does not say, the process table does. */
async function statusOf(state: RunState): Promise<ShownStatus> {
  if (state.finished !== undefined) return state.finished.status;
  const owner = await ownerState(state.owner);
  if (owner === "elsewhere") return "unknown";
  return owner === "alive" ? "running" : "interrupted";
}
