import type { Command } from "./command.ts";
import type { Exit } from "./exit.ts";
import type { LeftProcess } from "./left-behind.ts";
import { type Block, linesOf } from "./line-blocks.ts";
import type { Redactor } from "./redact/redactor.ts";
import type { Env } from "./spawn.ts";
import { stageAgent } from "./supervise.ts";

type Stream = "stdout" | "stderr";

interface Cleaner {
  take(block: Block): Block[];
  /** What was held back. */
  end(): Block[];
}

export interface ExecutePlace {
  readonly cwd: string;
  readonly env: Env;
  /** Unique, as {@link agentMarker} makes it. */
  readonly marker: string;
  /** Milliseconds; 0 = no limit. `grace`: between SIGTERM and SIGKILL. */
  readonly limits: { readonly total: number; readonly idle: number; readonly grace: number };
  readonly signal?: AbortSignal | undefined;
  /** Ends it now. */
  readonly kill?: AbortSignal | undefined;
  /** A table of mounts for its namespace, as {@link stageAgent} takes it. */
  readonly mounts?: string | undefined;
  readonly redactor?: Redactor | undefined;
  /** Sees the blocks of a stream after that, before anyone else. */
  readonly clean?: ((from: Stream) => Cleaner) | undefined;
  /** How much of each stream is kept, from its end; 0 for nothing. */
  readonly keepBytes: number;
  /** Each line as it comes, without its end; awaited. A line over {@link maxLineBytes} comes in pieces. */
  readonly onLine?: ((line: string, from: Stream) => void | Promise<void>) | undefined;
}

const MAX_LINE_BYTES = 1024 * 1024;

export interface Executed {
  readonly exit: Exit;
  readonly stdout: Tail;
  readonly stderr: Tail;
  readonly durationMs: number;
  readonly leftProcesses: readonly LeftProcess[];
}

export interface Tail {
  readonly text: string;
  /** More was printed before it. */
  readonly isCut: boolean;
}

/** Runs a command to its end, held together as an agent is: nothing that it started is left. Never throws for what it does. */
export async function execute(command: Command, place: ExecutePlace): Promise<Executed> {
  const { cwd, env, marker, limits, redactor, mounts } = place;
  const started = process.uptime();
  const streams = { stdout: listenTo("stdout", place), stderr: listenTo("stderr", place) };
  const never = new AbortController().signal;
  const staged = stageAgent(command, { cwd, env, marker, keepProcesses: false, mounts });
  const { exit, leftProcesses } = await staged.run({
    limits,
    signal: place.signal ?? never,
    kill: place.kill ?? never,
    maxLineBytes: MAX_LINE_BYTES,
    ...(redactor === undefined ? {} : { redactor }),
    onStarted: async () => {},
    onBlock: (block, from) => streams[from].take(block),
  });
  await streams.stdout.end();
  await streams.stderr.end();
  const durationMs = Math.round((process.uptime() - started) * 1000);
  return { exit, stdout: streams.stdout.tail(), stderr: streams.stderr.tail(), durationMs, leftProcesses };
}

function listenTo(from: Stream, { keepBytes, onLine, clean }: ExecutePlace) {
  const tail = tailOf(keepBytes);
  const cleaner = clean?.(from);
  const hear = async (blocks: readonly Block[]) => {
    for (const block of blocks) {
      tail.add(block.bytes);
      if (onLine !== undefined) for (const line of textsOf(block)) await onLine(line, from);
    }
  };
  return {
    take: (block: Block) => hear(cleaner?.take(block) ?? [block]),
    end: () => hear(cleaner?.end() ?? []),
    tail: () => tail.take(),
  };
}

function* textsOf({ kind, bytes }: Block): Generator<string> {
  if (kind === "raw") yield bytes.toString("utf8");
  else for (const line of linesOf(bytes)) yield line.bytes.toString("utf8").replace(/\r$/, "");
}

/** The last `most` bytes of what is added; a block that only lies before them is let go. */
function tailOf(most: number) {
  let blocks: Buffer[] = [];
  let held = 0;
  let total = 0;
  return {
    add(bytes: Buffer): void {
      blocks.push(Buffer.from(bytes)); // a copy: the chunk it is part of is not kept
      held += bytes.length;
      total += bytes.length;
      while (blocks[0] !== undefined && held - blocks[0].length >= most) held -= blocks.shift()?.length ?? 0;
    },
    take(): Tail {
      const all = Buffer.concat(blocks);
      const bytes = all.subarray(Math.max(0, all.length - most));
      blocks = [];
      // It may begin inside a character; what is left of that is dropped.
      return { text: bytes.toString("utf8").replace(/^\uFFFD+/, ""), isCut: total > bytes.length };
    },
  };
}
