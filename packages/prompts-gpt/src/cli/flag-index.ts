import { inputFlags, optionFlags, type CommandName, type Flag } from "./flags.ts";

/** A flag and the field it fills. */
export interface Entry {
  readonly flag: Flag;
  readonly fills: "input" | "option";
  readonly field: string;
}

const entries: readonly Entry[] = [
  ...Object.entries(inputFlags).map(([field, flag]) => ({ flag, fills: "input" as const, field })),
  ...Object.entries(optionFlags).map(([field, flag]) => ({ flag, fills: "option" as const, field })),
];

/** The flags that a command takes, in the order of the table. */
export function entriesOf(command: CommandName): readonly Entry[] {
  return entries.filter(({ flag }) => takes(flag, command));
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
