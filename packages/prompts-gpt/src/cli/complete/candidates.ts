import { entriesOf } from "../flag-index.ts";
import { commands, type CommandName } from "../command-table.ts";
import type { Flag } from "../flag.ts";

/** One word that may be typed; `help` is for shells that show it. */
export interface Candidate {
  readonly value: string;
  readonly help?: string;
}

/** The next word of each command that begins with these. */
export function commandWords(after: readonly string[]): Candidate[] {
  const begins = Object.entries(commands)
    .map(([name, { help }]) => ({ words: name.split(" "), help }))
    .filter(({ words }) => words.length > after.length && after.every((word, index) => word === words[index]));
  const next = new Map<string, Candidate>();
  for (const { words, help } of begins) {
    const value = words[after.length] ?? "";
    next.set(value, words.length === after.length + 1 ? { value, help } : { value });
  }
  return [...next.values()];
}

/** Flags that were given already are left out, but those that may be repeated. */
export function flagWords(command: CommandName, given: ReadonlySet<Flag>): Candidate[] {
  return entriesOf(command)
    .map(({ flag }) => flag)
    .filter((flag) => flag.type === "list" || !given.has(flag))
    .map(({ name, help }) => ({ value: `--${name}`, help }));
}
