import type { Readable, Writable } from "node:stream";
import type { Call } from "./parse.ts";
import type { OutputStream, Terminal } from "./terminal.ts";

/** What the CLI needs of a process; `process` itself is one. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  readonly stdout: OutputStream & Writable;
  readonly stderr: OutputStream & Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** What a command works with. */
export interface Cli {
  readonly io: Io;
  readonly cwd: string;
  /** Standard output: the answer, for people or for programs. */
  readonly out: Terminal;
  readonly err: Terminal;
  /** Where words for people go: standard output, unless that is for a program. */
  readonly human: Terminal;
}

/** Does what was asked and says with which exit code to end. Throws a UserError for wrong use. */
export type Command = (call: Call, cli: Cli) => Promise<number>;

/** Whether standard output is for a program. */
export function speaksJson({ options }: Pick<Call, "options">): boolean {
  return options.json === true || options.events === true || options.sarif === true;
}
