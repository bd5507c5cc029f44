import type { Readable, Writable } from "node:stream";

/** What a command has of the process. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Calls it at the first signal that asks us to end. */
  onStop(stop: (signal: NodeJS.Signals) => void): void;
}

export function say(stream: Writable, text: string): void {
  stream.write(`${text}\n`);
}
