import { PassThrough, Writable } from "node:stream";
import type { Io } from "../../../src/cli/cli.ts";
import { createStyle } from "../../../src/cli/style.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";

/** A terminal that remembers what it was sent. */
export function memoryTerminal({ columns = 80, isTerminal = false } = {}): Terminal & { readonly text: () => string } {
  let text = "";
  return {
    isTerminal,
    canRedraw: isTerminal,
    style: createStyle(false),
    gone: new AbortController().signal,
    columns: () => columns,
    write: async (chunk) => void (text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString()),
    text: () => text,
  };
}

/** A process that is none: what `main` is given, and what it wrote. */
export function memoryIo(env: Io["env"] = {}): { io: Io; stdout: () => string; stderr: () => string } {
  const [stdout, stderr] = [collector(), collector()];
  const ignore = () => undefined;
  const io = { stdin: new PassThrough(), stdout: stdout.stream, stderr: stderr.stream, env, cwd: () => "/nowhere" };
  return { io: { ...io, on: ignore, off: ignore }, stdout: stdout.text, stderr: stderr.text };
}

function collector(): { stream: Writable; text: () => string } {
  const chunks: string[] = [];
  const write = (chunk: unknown, _: string, done: () => void) => (chunks.push(String(chunk)), done());
  return { stream: new Writable({ write }), text: () => chunks.join("") };
}
