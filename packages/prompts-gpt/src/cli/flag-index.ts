import type { CommandName } from "./command-table.ts";
import type { Flag } from "./flag.ts";
import { inputFlags, optionFlags } from "./flags.ts";
import { groupFlags } from "./group-flags.ts";

/** A flag and the field it fills. */
export interface Entry {
  readonly flag: Flag;
  readonly fills: "input" | "group" | "option";
  readonly field: string;
}

const inputs = Object.entries(inputFlags).map(([field, flag]) => ({ flag, fills: "input" as const, field }));
const groups = Object.entries(groupFlags).map(([field, flag]) => ({ flag, fills: "group" as const, field }));
const options = Object.entries(optionFlags).map(([field, flag]) => ({ flag, fills: "option" as const, field }));

/** Where help names it: what fills the prompt stands beside the prompt. */
const BESIDE_PROMPT: readonly Flag[] = [inputFlags.promptFile, inputFlags.prompt, optionFlags.var, optionFlags.vars];
const all: readonly Entry[] = [...inputs, ...groups, ...options];
const entries: readonly Entry[] = [
  ...all.filter(({ flag }) => BESIDE_PROMPT.includes(flag)),
  ...all.filter(({ flag }) => !BESIDE_PROMPT.includes(flag)),
];

/** The flags that a command takes, in the order of the table. Its own word goes before the same one of every command. */
export function entriesOf(command: CommandName): readonly Entry[] {
  const taken = entries.filter(({ flag }) => takes(flag, command));
  const aliases = new Set(taken.map(({ flag }) => flag.alias));
  return taken.filter(({ flag }) => !aliases.has(flag.name));
}

/** All that a flag is called, without dashes, by which it can be looked up. */
export function byName(list: readonly Entry[] = entries): ReadonlyMap<string, Entry> {
  return new Map(list.flatMap((entry) => spellings(entry.flag).map((name) => [name, entry] as const)));
}

export function spellings(flag: Flag): readonly string[] {
  return flag.alias === undefined ? [flag.name] : [flag.name, flag.alias];
}

function takes(flag: Flag, command: CommandName): boolean {
  return flag.on === "every command" || flag.on.includes(command);
}
