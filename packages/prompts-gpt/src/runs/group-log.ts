import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RecordedEvent } from "../agent/events.ts";
import { followEvents, readLog } from "./follow.ts";
import { membersOf } from "./group-members.ts";
import { readEvents } from "./journal.ts";
import { isMemberInput } from "./member.ts";
import { RUN_FILES } from "./run-dir.ts";
import { findRunDir, readRun } from "./run-list.ts";

interface GroupDirs {
  readonly artifactsDir: string;
  readonly runDir: string;
}

interface How {
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** Whether it is several runs as one: its first event says so. */
export async function isGroup(runDir: string): Promise<boolean> {
  for await (const event of readEvents(join(runDir, RUN_FILES.journal)))
    return event.type === "run.started" && event.mode !== "run";
  return false;
}

/** What the members of a group printed, one after the other; with `follow`, until the group has ended. */
export async function* readGroupLog(group: GroupDirs, how: How): AsyncGenerator<Buffer> {
  for await (const event of eventsOf(group.runDir, how)) {
    if (event.type !== "step.started" || !isMemberInput(event.input)) continue;
    const { runId } = event.input;
    yield Buffer.from(`==> ${runId} <==\n`);
    const memberDir = await recordOf(group, runId, how);
    if (memberDir !== undefined) yield* readLog(memberDir, how);
  }
}

function eventsOf(runDir: string, { follow, signal }: How): AsyncIterable<RecordedEvent> {
  return follow ? followEvents(runDir, signal) : readEvents(join(runDir, RUN_FILES.journal));
}

const LOOK_MS = 250;

/** Its folder: with `follow`, as soon as there is one. Undefined when it has ended without, or never began. */
async function recordOf(
  { artifactsDir, runDir }: GroupDirs,
  runId: string,
  { follow, signal }: How,
): Promise<string | undefined> {
  for (;;) {
    const memberDir = await findRunDir(artifactsDir, runId).catch(() => undefined);
    if (memberDir !== undefined || !follow || signal.aborted) return memberDir;
    const { state, status } = await readRun(runDir);
    const member = membersOf(state).find((one) => one.runId === runId);
    if (status !== "running" || member?.status !== null) return undefined;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {}); // told to stop
  }
}
