import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createWhole } from "../../../prompts-gpt/src/create-whole.ts";
import { codeOf } from "../../../prompts-gpt/src/error-code.ts";

/** Who holds, or held, a folder. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Of the running system: two processes with the same one can ask each other. */
  readonly system: string;
  /** ISO 8601. */
  readonly since: string;
  /** The socket that answers as long as the holder lives. */
  readonly socket: string;
}

const UNKNOWN: Holder = {
  pid: 0,
  host: "an unknown host",
  system: "",
  since: "an unknown time",
  socket: "lock-unknown",
};
const NAME = /^lock\.(\d{1,15})$/;

/** The number of the latest holder; 0: there was none. */
export function latestGeneration(folder: string): number {
  const numbers = readdirSync(folder).flatMap((name) => NAME.exec(name)?.[1] ?? []);
  return Math.max(0, ...numbers.map(Number));
}

/**
 * False: somebody else was faster, or is later by now: then this number was given out, and taken away again, while we looked
 * elsewhere.
 */
export function claim(folder: string, generation: number, holder: Holder): boolean {
  const isMade = createWhole(fileOf(folder, generation), JSON.stringify(holder), join(folder, `${holder.socket}.json`));
  return isMade && latestGeneration(folder) === generation;
}

/** Undefined: it is gone, because a later one holds the folder. */
export function readHolder(folder: string, generation: number): Holder | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(folder, generation), "utf8")) as Holder;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    // A power failure can leave a file without its content. Whoever it was is asked by his beats alone.
    if (error instanceof SyntaxError) return UNKNOWN;
    throw error;
  }
}

/** Takes away what earlier holders left: by now nobody can take it for the latest. */
export function removeBefore(folder: string, generation: number): void {
  for (const name of readdirSync(folder)) {
    const number = Number(NAME.exec(name)?.[1] ?? Infinity);
    if (number >= generation) continue;
    const holder = readHolder(folder, number);
    rmSync(fileOf(folder, number), { force: true });
    if (holder !== undefined && /^lock-[\w-]+$/.test(holder.socket))
      rmSync(join(folder, holder.socket), { force: true });
  }
}

export function fileOf(folder: string, generation: number): string {
  return join(folder, `lock.${generation}`);
}
