import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError } from "../errors.ts";
import { markedWith } from "../process/process-table.ts";
import { signalProcess } from "../process/spawn.ts";
import { ownerState } from "./owner.ts";
import { readRun, type ShownStatus } from "./run-list.ts";

export interface Stopped {
  readonly status: ShownStatus;
  /** Processes of a run whose own process had died, which were ended now. */
  readonly orphans: number;
}

const LOOK_MS = 50;
/** Longer than the grace an agent gets. */
const PATIENCE_MS = 15_000;

/** Stops a run of any process of this user, and waits until its record is finished. What a killed run left is ended too. */
export async function stopRun(runDir: string): Promise<Stopped> {
  const { state, status } = await readRun(runDir);
  if (status === "unknown")
    throw new ConfigError(
      `The run ${state.runId} belongs to host ${state.owner.host}.`,
      `There: prompts-gpt runs stop ${state.runId}`,
    );
  if (status === "interrupted") return { status, orphans: await endOrphans(runDir) };
  if (status !== "running") return { status, orphans: 0 };
  signalProcess(state.owner.pid, "SIGTERM");
  for (let waited = 0; waited < PATIENCE_MS && (await ownerState(state.owner)) === "alive"; waited += LOOK_MS) {
    if ((await readRun(runDir)).status !== "running") break;
    await sleep(LOOK_MS);
  }
  if ((await readRun(runDir)).status === "running") signalProcess(state.owner.pid, "SIGKILL");
  return { status: (await readRun(runDir)).status, orphans: await endOrphans(runDir) };
}

async function endOrphans(runDir: string): Promise<number> {
  const orphans = await markedWith(`${runDir}#`);
  for (const { pid } of orphans) signalProcess(pid, "SIGKILL");
  return orphans.length;
}
