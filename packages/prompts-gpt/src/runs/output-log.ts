import { open } from "node:fs/promises";
import type { Session } from "../agent/task.ts";
import { appendAll } from "./journal.ts";

/** output.log: what the agent printed, both streams, whole lines in the order of their arrival. */
export interface OutputLog {
  readonly append: Session["log"];
  close(): Promise<void>;
}

export async function createOutputLog(path: string, { isNew }: { readonly isNew: boolean }): Promise<OutputLog> {
  const file = await open(path, isNew ? "ax" : "a", 0o600);
  let size = isNew ? 0 : (await file.stat()).size;
  let turn: Promise<void> = Promise.resolve();
  return {
    append(bytes) {
      const offset = size;
      size += bytes.length;
      // One after the other: two writes at once may change places, and the offsets would lie.
      const written = turn.then(() => appendAll(file, path, bytes));
      turn = written.catch(() => {}); // who appended has the error
      return { offset, written };
    },
    close: () => file.close(),
  };
}
