import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type Block, lineBlocks } from "./line-blocks.ts";
import { redacted } from "./redact/redacted.ts";
import type { Redactor } from "./redact/redactor.ts";

export interface PumpOptions {
  readonly maxLineBytes: number | undefined;
  /** Sees the bytes before lines are looked for: so a secret that stands across chunks is found too. */
  readonly redactor: Redactor | undefined;
  /** One at a time, awaited. */
  onBlock(block: Block, from: "stdout" | "stderr"): Promise<void>;
  /** Called for every chunk that arrives, whole lines or not. */
  onActivity(): void;
  /** Called once with what `onBlock` threw; the rest is then read and dropped, so that nobody hangs on a full pipe. */
  onError(error: unknown): void;
}

/** Blocks read before the listener has taken them: enough to read and write at once, and little memory. */
const AHEAD = 4;
const LOOK_MS = 20;

export interface Pump {
  /** True while a listener has not taken what was already read: silence is then ours, not the agent's. */
  delivering(): boolean;
  /** Resolves when all output was read and delivered; after `quiet` ms of silence, or `most` in all, the rest is given up. */
  finish(patience: { readonly quiet: number; readonly most: number }): Promise<void>;
}

/** In ms, never back. `performance` would load a part of Node in the middle of a start, for the same clock. */
const now = () => process.uptime() * 1000;

/** Reads both streams at once (one after the other is a deadlock on big output) and delivers in the order of arrival. */
export function pump(streams: { readonly stdout: Readable; readonly stderr: Readable }, options: PumpOptions): Pump {
  let waiting = 0;
  let failed = false;
  let lastActivity = now();
  let turn: Promise<void> = Promise.resolve();

  const noted = async function* (stream: Readable) {
    for await (const chunk of stream) {
      lastActivity = now();
      options.onActivity();
      yield chunk as Buffer; // no encoding is ever set on these streams
    }
  };
  const deliver = async (block: Block, from: "stdout" | "stderr") => {
    if (failed) return;
    try {
      await options.onBlock(block, from);
    } catch (error) {
      failed = true;
      options.onError(error);
    }
  };
  const read = async (from: "stdout" | "stderr") => {
    try {
      for await (const block of lineBlocks(redacted(noted(streams[from]), options.redactor), options.maxLineBytes)) {
        waiting++;
        turn = turn.then(() => deliver(block, from)).finally(() => waiting--);
        if (waiting >= AHEAD) await turn;
      }
    } catch {
      // The stream was given up by `finish`: somebody else still holds the other end.
    }
  };
  const done = Promise.all([read("stdout"), read("stderr")]).then(() => turn);

  return {
    delivering: () => waiting > 0,
    async finish({ quiet, most }) {
      const giveUp = new AbortController();
      const watch = async () => {
        // While the listener is behind, nothing is given up; but nobody may hold us for ever by writing on and on.
        for (let patience = most; patience > 0 && (waiting > 0 || now() - lastActivity < quiet);) {
          await sleep(LOOK_MS, undefined, { signal: giveUp.signal });
          if (waiting === 0) patience -= LOOK_MS;
        }
        streams.stdout.destroy();
        streams.stderr.destroy();
      };
      lastActivity = now();
      await Promise.race([done, watch().catch(() => {})]);
      giveUp.abort();
      await done;
    },
  };
}
