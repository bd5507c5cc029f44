import { RequestError, type CreateTerminalRequest, type TerminalExitStatus } from "@agentclientprotocol/sdk";
import type { Exit } from "../process/exit.ts";
import { type Env, signalGroup, start, type Started } from "../process/spawn.ts";
import { realPlace, type Place } from "./place.ts";
import { Refused } from "./files.ts";

const MAX_OUTPUT = 1024 * 1024;
const MOST_AT_ONCE = 100;

interface Terminal {
  readonly child: Started;
  readonly limit: number;
  output: Buffer;
  isTruncated: boolean;
  exit: Exit | undefined;
}

/** Commands that the agent runs through us (`terminal/…`): in the workspace, each in a group of its own. */
export class Terminals {
  readonly #place: Place;
  readonly #env: Env;
  readonly #all = new Map<string, Terminal>();
  #count = 0;

  constructor(place: Place, env: Env) {
    this.#place = place;
    this.#env = env;
  }

  async create({ command, args = [], env = [], cwd, outputByteLimit }: CreateTerminalRequest): Promise<string> {
    const folder = cwd ?? this.#place.real;
    if ((await realPlace(this.#place, folder)) === "outside") throw new Refused(`${folder} leads out of the workspace`);
    if (this.#all.size >= MOST_AT_ONCE) throw new RequestError(-32603, `at most ${MOST_AT_ONCE} terminals at once`);
    const more = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    const child = start({ file: command, args, stdin: "" }, { cwd: folder, env: { ...this.#env, ...more } });
    const limit = Math.min(outputByteLimit ?? MAX_OUTPUT, MAX_OUTPUT);
    const terminal: Terminal = { child, limit, output: Buffer.alloc(0), isTruncated: false, exit: undefined };
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => keep(terminal, bytes));
    void child.ended.then((exit) => (terminal.exit = exit));
    const id = `terminal-${++this.#count}`;
    this.#all.set(id, terminal);
    return id;
  }

  output(id: string) {
    const { output, isTruncated, exit } = this.#find(id);
    // The beginning that was cut off may have been cut within a character.
    const text = output.toString("utf8").replace(/^\uFFFD+/, "");
    return { output: text, truncated: isTruncated, ...(exit === undefined ? {} : { exitStatus: statusOf(exit) }) };
  }

  async waitForExit(id: string): Promise<TerminalExitStatus> {
    return statusOf(await this.#find(id).child.ended);
  }

  kill(id: string): void {
    signalGroup(this.#find(id).child.pid, "SIGKILL");
  }

  release(id: string): void {
    const terminal = this.#find(id);
    end(terminal);
    this.#all.delete(id);
  }

  exitCodeOf(id: string): number | undefined {
    const exit = this.#all.get(id)?.exit;
    return exit?.kind === "exited" ? exit.code : undefined;
  }

  /** Nothing of them outlives the conversation. */
  end(): void {
    for (const terminal of this.#all.values()) end(terminal);
  }

  #find(id: string): Terminal {
    const terminal = this.#all.get(id);
    if (terminal === undefined) throw RequestError.resourceNotFound(id);
    return terminal;
  }
}

function end({ child }: Terminal): void {
  signalGroup(child.pid, "SIGKILL");
  child.stdout.destroy();
  child.stderr.destroy();
}

function keep(terminal: Terminal, bytes: Buffer): void {
  const all = Buffer.concat([terminal.output, bytes]);
  terminal.isTruncated ||= all.length > terminal.limit;
  terminal.output = terminal.limit === 0 ? Buffer.alloc(0) : all.subarray(-terminal.limit);
}

function statusOf(exit: Exit): TerminalExitStatus {
  if (exit.kind === "exited") return { exitCode: exit.code };
  return exit.kind === "signalled" ? { signal: exit.signal } : { exitCode: 127 };
}
