import { open } from "node:fs/promises";
import { appendAll } from "./journal.ts";

/** output.log: what the agent printed, both streams, whole lines in the order of their arrival. */
export interface OutputLog {
  /** Gives the offset at which the bytes stand. */
  append(bytes: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

export async function createOutputLog(path: string): Promise<OutputLog> {
  const file = await open(path, "ax", 0o600);
  let size = 0;
  return {
    async append(bytes) {
      const offset = size;
      size += bytes.length; // taken before the write: two appends at once must not claim the same place
      await appendAll(file, path, bytes);
      return offset;
    },
    close: () => file.close(),
  };
}
