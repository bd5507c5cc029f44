import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RecordedEvent } from "../agent/events.ts";
import { lineBlocks, linesOf } from "../process/line-blocks.ts";
import { parseEvent } from "./journal.ts";
import { isOver } from "./is-over.ts";
import { RUN_FILES } from "./run-dir.ts";
import { readRun } from "./run-list.ts";

const LOOK_MS = 100;
const READ_BYTES = 64 * 1024;

/** The events of a run from its first one on, until it has ended, whoever runs it. */
export async function* followEvents(runDir: string, signal: AbortSignal): AsyncGenerator<RecordedEvent> {
  for await (const { bytes } of lineBlocks(growingFile(runDir, RUN_FILES.journal, { follow: true, signal }))) {
    for (const line of linesOf(bytes)) {
      const event = parseEvent(line.bytes.toString("utf8"));
      if (event !== undefined) yield event; // one that was resumed has said before that it had finished
    }
  }
}

/** What the agent of a run printed; with `follow`, until the run has ended. */
export function readLog(
  runDir: string,
  how: { readonly follow: boolean; readonly signal: AbortSignal },
): AsyncGenerator<Buffer> {
  return growingFile(runDir, RUN_FILES.log, how);
}

/** Looks again and again: notifications of file changes do not work on every file system, and miss what a crash did. */
async function* growingFile(
  runDir: string,
  name: string,
  { follow, signal }: { readonly follow: boolean; readonly signal: AbortSignal },
): AsyncGenerator<Buffer> {
  const { owner } = (await readRun(runDir)).state;
  const file = await open(join(runDir, name), "r");
  try {
    for (let ended = !follow; !signal.aborted;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES);
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      else if (ended) return;
      else {
        // Looked at after the end of the file: what was written before the end is still read once more.
        ended = await isOver(runDir, owner);
        if (!ended) await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
      }
    }
  } finally {
    await file.close();
  }
}
