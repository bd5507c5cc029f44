import { open } from "node:fs/promises";
import type { Session } from "../agent/task.ts";
import { appendAll } from "./journal.ts";

/** output.log: what the agent printed, both streams, whole lines in the order of their arrival. */
export interface OutputLog {
  readonly append: Session["log"];
  close(): Promise<void>;
}

export async function createOutputLog(path: string): Promise<OutputLog> {
  const file = await open(path, "ax", 0o600);
  let size = 0;
  return {
    append(bytes) {
      const offset = size;
      size += bytes.length;
      return { offset, written: appendAll(file, path, bytes) };
    },
    close: () => file.close(),
  };
}
