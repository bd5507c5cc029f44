import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError } from "../errors.ts";
import { groupMarker, runMarker } from "../process/marker.ts";
import { markedWith } from "../process/process-table.ts";
import { signalProcess } from "../process/spawn.ts";
import { isOver } from "./is-over.ts";
import { readRun, type ShownStatus } from "./run-list.ts";
import { requestStop, withdrawStop } from "./stop-request.ts";

export interface Stopped {
  readonly status: ShownStatus;
  /** Processes of the run that did not end by themselves, or whose own process had died, and were ended now. */
  readonly orphans: number;
}

const LOOK_MS = 50;
/** Longer than the grace an agent gets. */
const PATIENCE_MS = 15_000;

/**
 * Asks the process that runs it to stop a run, and waits until its record is finished. Only that run is stopped, not the
 * process. What is left of a run whose process was killed is ended.
 */
export async function stopRun(runDir: string): Promise<Stopped> {
  const { state, status } = await readRun(runDir);
  if (status === "unknown") {
    const fix = `There: prompts-gpt runs stop ${state.runId}`;
    throw new ConfigError(`The run ${state.runId} belongs to host ${state.owner.host}.`, fix);
  }
  if (status !== "running") return { status, orphans: status === "interrupted" ? await endMarked(runDir) : 0 };
  await requestStop(runDir);
  try {
    const ended = await waitForEnd(runDir, PATIENCE_MS);
    // It does not listen: without its agent it has nothing to wait for.
    const orphans = ended ? 0 : await endMarked(runDir);
    if (!ended) await waitForEnd(runDir, PATIENCE_MS);
    const after = await readRun(runDir);
    return { status: after.status, orphans: orphans + (after.status === "interrupted" ? await endMarked(runDir) : 0) };
  } finally {
    await withdrawStop(runDir);
  }
}

async function waitForEnd(runDir: string, patience: number): Promise<boolean> {
  const { state } = await readRun(runDir);
  for (let waited = 0; waited < patience; waited += LOOK_MS) {
    if (await isOver(runDir, state.owner)) return true;
    await sleep(LOOK_MS);
  }
  return false;
}

/** Ends every process that a run has left, those of its members too; how many there were. */
export async function endMarked(runDir: string): Promise<number> {
  const left = [...(await markedWith(runMarker(runDir))), ...(await markedWith(groupMarker(runDir)))];
  for (const { pid } of left) signalProcess(pid, "SIGKILL");
  return left.length;
}
