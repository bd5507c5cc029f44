import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Owner } from "../agent/events.ts";
import { parseEvent } from "./journal.ts";
import { ownerState } from "../process/owner.ts";
import { RUN_FILES } from "./run-dir.ts";

/** The last event of a run is short; an event that does not fit in here is not it. */
const TAIL_BYTES = 16 * 1024;

/** Whether nothing more will come: looks at the end of the journal alone, however long that is. */
export async function isOver(runDir: string, owner: Owner): Promise<boolean> {
  const file = await open(join(runDir, RUN_FILES.journal), "r");
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(TAIL_BYTES),
      0,
      TAIL_BYTES,
      Math.max(0, size - TAIL_BYTES),
    );
    const last = buffer.toString("utf8", 0, bytesRead).trimEnd().split("\n").at(-1) ?? "";
    return parseEvent(last)?.type === "run.finished" || (await ownerState(owner)) !== "alive";
  } finally {
    await file.close();
  }
}
