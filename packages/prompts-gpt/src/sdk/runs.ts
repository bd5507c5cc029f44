import { relative } from "node:path";
import type { RecordedEvent } from "../agent/events.ts";
import { followEvents, readLog } from "../runs/follow.ts";
import { findNamedDir } from "../runs/find-run.ts";
import { isGroup, readGroupLog } from "../runs/group-log.ts";
import { listRuns as list, type RunDetails, type RunSummary, showRun as show } from "../runs/run-list.ts";
import { type Stopped, stopRun as stop } from "../runs/stop-run.ts";
import { openPlace, type Place } from "./place.ts";

/** One run of a project. */
export interface RunPlace extends Place {
  /** Or a beginning of it that no other has, or `latest`; of several runs as one also `<its id>/iteration-1`. */
  readonly runId: string;
}

/** The runs of a project, newest first. */
export async function listRuns(place: Place = {}): Promise<RunSummary[]> {
  return list((await openPlace(place)).artifactsDir);
}

/** What a run did and how it ended, from its journal. Throws a ConfigError when there is no such run. */
export async function showRun(place: RunPlace): Promise<RunDetails> {
  const { artifactsDir } = await openPlace(place);
  return show(artifactsDir, relative(artifactsDir, await findNamedDir(artifactsDir, place.runId)));
}

/** The events of a run from its first one on, until it ends or `signal` is aborted, whichever process runs it. */
export async function* followRun(place: RunPlace & { readonly signal?: AbortSignal }): AsyncGenerator<RecordedEvent> {
  yield* followEvents(await runDirOf(place), place.signal ?? never());
}

/**
 * What the agent of a run printed, as it printed it; with `follow`, until the run ends. Of several runs as one that of each
 * member, in the order in which they began, below a line `==> <its id> <==`.
 */
export async function* readRunLog(
  place: RunPlace & { readonly follow?: boolean; readonly signal?: AbortSignal },
): AsyncGenerator<Buffer> {
  const how = { follow: place.follow === true, signal: place.signal ?? never() };
  const { artifactsDir } = await openPlace(place);
  const runDir = await findNamedDir(artifactsDir, place.runId);
  yield* (await isGroup(runDir)) ? readGroupLog({ artifactsDir, runDir }, how) : readLog(runDir, how);
}

/** Stops a run, whichever process runs it, and resolves when its record is finished. */
export async function stopRun(place: RunPlace): Promise<Stopped> {
  return stop(await runDirOf(place));
}

async function runDirOf(place: RunPlace): Promise<string> {
  return findNamedDir((await openPlace(place)).artifactsDir, place.runId);
}

function never(): AbortSignal {
  return new AbortController().signal;
}
