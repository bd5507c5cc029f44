import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn as nodeSpawn } from "node:child_process";
import { Readable, Writable } from "node:stream";
import { withAbsolutePath } from "./absolute-path.ts";
import type { Command } from "./command.ts";
import type { Exit } from "./exit.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** A process of ours that runs: in its own session and group, its prompt written, its input closed. */
export interface Started {
  /** Undefined when it could not be started; `ended` then says why. */
  readonly pid: number | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Two more pipes, as descriptors 3 (from it) and 4 (to it), when they were asked for. */
  readonly control?: { readonly from: Readable; readonly to: Writable };
  readonly ended: Promise<Exit>;
}

/** The only door to `child_process`. Never throws for what the program does: every way of ending is an {@link Exit}. */
export function start(
  command: Command,
  where: { readonly cwd: string; readonly env: Env; readonly control?: boolean },
): Started {
  const stdio: StdioOptions =
    where.control === true ? ["pipe", "pipe", "pipe", "pipe", "pipe"] : ["pipe", "pipe", "pipe"];
  // Detached: its own group, so that one signal reaches all of it and Ctrl-C in the terminal reaches only us.
  const env = { ...where.env, ...command.env };
  const child = launch(command, { cwd: where.cwd, env, detached: true, stdio });
  if ("kind" in child) {
    return { pid: undefined, stdout: Readable.from([]), stderr: Readable.from([]), ended: Promise.resolve(child) };
  }
  const ended = endOf(child);
  child.stdin?.on("error", ignore); // it may end without reading its prompt
  child.stdin?.end(command.stdin);
  const started: Started = {
    pid: child.pid,
    stdout: pipe<Readable>(child.stdout),
    stderr: pipe<Readable>(child.stderr),
    ended,
  };
  if (where.control !== true) return started;
  const [from, to] = [child.stdio[3], child.stdio[4]];
  to?.on("error", ignore);
  return { ...started, control: { from: pipe<Readable>(from), to: pipe<Writable>(to) } };
}

type Start = Pick<Command, "file" | "args">;

/** Some refusals of the system are thrown (too long a command line), others come as an event: here both are an Exit. */
function launch({ file, args }: Start, options: SpawnOptions): ChildProcess | Extract<Exit, { kind: "not-started" }> {
  try {
    return nodeSpawn(file, args, { ...options, env: withAbsolutePath(options.env ?? {}) });
  } catch (error) {
    return { kind: "not-started", message: error instanceof Error ? error.message : String(error) };
  }
}

/** What a short helper program answered. */
export interface Captured {
  readonly exit: Exit;
  readonly stdout: Buffer;
}

/** `stdin`: bytes, or the descriptor of a file, which costs us no writing. */
type Helper = Start & { readonly stdin?: Uint8Array | number };

interface HelperPlace {
  readonly cwd: string;
  readonly env: Env;
  /** Milliseconds, after which it is killed; 0, the default: none. */
  readonly limitMs?: number;
}

/** Runs a short helper program (git, ps) to its end. Without `stdin` it gets no input; its complaints are not kept. */
export async function capture(command: Helper, place: HelperPlace): Promise<Captured> {
  const chunks: Buffer[] = [];
  const exit = await pour(command, place, async (stdout) => {
    for await (const chunk of stdout) chunks.push(chunk);
  });
  return { exit, stdout: Buffer.concat(chunks) };
}

/** The same, with what it prints given on as it comes. What `take` throws ends the program and is thrown. */
export async function pour(
  command: Helper,
  { cwd, env, limitMs = 0 }: HelperPlace,
  take: (stdout: AsyncIterable<Buffer>) => Promise<void>,
): Promise<Exit> {
  const { stdin = "ignore" } = command;
  const child = launch(command, { cwd, env, stdio: [typeof stdin === "object" ? "pipe" : stdin, "pipe", "ignore"] });
  if ("kind" in child) return child;
  child.stdin?.on("error", ignore); // it may end before it has read all of it: its exit says so
  if (typeof stdin === "object") child.stdin?.end(stdin);
  const stdout = child.stdout ?? Readable.from([]);
  stdout.on("readable", ignore); // at the end of the program Node drops what nobody has begun to read
  const limit = limitMs === 0 ? undefined : setTimeout(() => child.kill("SIGKILL"), limitMs);
  try {
    const [exit] = await Promise.all([endOf(child), take(stdout)]);
    return exit;
  } catch (error) {
    child.kill("SIGKILL"); // nobody reads on, and it would wait for that
    throw error;
  } finally {
    clearTimeout(limit);
  }
}

/** A process that we talk with: in its own group, what it complains of goes where ours goes. */
export interface Partner {
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly ended: Promise<Exit>;
}

/** Starts a program whose input stays open. */
export function startPartner(command: Start, where: { readonly cwd: string; readonly env: Env }): Partner {
  const child = launch(command, { ...where, detached: true, stdio: ["pipe", "pipe", "inherit"] });
  if ("kind" in child) {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    return { pid: undefined, stdin: nowhere, stdout: Readable.from([]), ended: Promise.resolve(child) };
  }
  const ended = endOf(child);
  child.stdin?.on("error", ignore); // it may end without reading on
  return { pid: child.pid, stdin: pipe<Writable>(child.stdin), stdout: pipe<Readable>(child.stdout), ended };
}

/** Runs a program that has the terminal to itself until it ends: an editor. */
export function attend(command: Start, where: { readonly cwd: string; readonly env: Env }): Promise<Exit> {
  // Standard output may be for a program: what an editor draws goes to the terminal by the other way.
  const child = launch(command, { cwd: where.cwd, env: { ...where.env }, stdio: ["inherit", 2, "inherit"] });
  return "kind" in child ? Promise.resolve(child) : endOf(child);
}

/** Starts a program that has our standard streams, and is in our group: what the terminal says to us it hears as well. */
export function startInOurPlace(
  command: Start,
  where: { readonly cwd: string; readonly env: Env },
): { readonly pid: number | undefined; readonly ended: Promise<Exit> } {
  const child = launch(command, { cwd: where.cwd, env: { ...where.env }, stdio: "inherit" });
  return "kind" in child ? { pid: undefined, ended: Promise.resolve(child) } : { pid: child.pid, ended: endOf(child) };
}

/** Starts a program that outlives us, with its output in a file. */
export function startInBackground(
  command: Command,
  where: { readonly cwd: string; readonly env: Env; readonly output: number },
): { readonly pid: number | undefined; readonly ended: Promise<Exit> } {
  const stdio: StdioOptions = ["ignore", where.output, where.output];
  const child = launch(command, { cwd: where.cwd, env: { ...where.env }, detached: true, stdio });
  if ("kind" in child) return { pid: undefined, ended: Promise.resolve(child) };
  const ended = endOf(child);
  child.unref();
  return { pid: child.pid, ended };
}

/** Signals a whole process group; false when none of it is left. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): boolean {
  return pid !== undefined && signalProcess(-pid, signal);
}

export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false; // already gone, or not ours: there is nothing to signal
  }
}

function endOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ kind: "not-started", message: error.message }));
    child.once("exit", (code, signal) => {
      resolve(signal === null ? { kind: "exited", code: code ?? -1 } : { kind: "signalled", signal });
    });
  });
}

function pipe<T>(stream: unknown): T {
  return stream as T; // `stdio` above says which of them are pipes, and in which direction
}

function ignore(): void {
  // Of a broken pipe to a process that has ended, its Exit says all there is to say.
}
