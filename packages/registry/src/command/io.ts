import type { Readable, Writable } from "node:stream";

/** What a command has of the process. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Called at SIGINT and SIGTERM, and again at each further one. */
  onStop(stop: (signal: "SIGINT" | "SIGTERM") => void): void;
}

export function say(stream: Writable, text: string): void {
  stream.write(`${text}\n`);
}
