import { byName, entriesOf } from "../flag-index.ts";
import { commands, type CommandName } from "../command-table.ts";
import type { CommandWords } from "../command-words.ts";
import type { WordKind } from "../word-kind.ts";
import type { Flag } from "../flag.ts";

/** What may stand where the cursor is. */
export type Expected =
  | { readonly kind: "nothing" }
  | { readonly kind: "command"; readonly after: readonly string[] }
  | { readonly kind: "flag"; readonly command: CommandName; readonly given: ReadonlySet<Flag> }
  | { readonly kind: "word"; readonly of: Word };

/** A value or an argument: one of a fixed set, or one that has to be looked for. */
export interface Word {
  readonly kind?: WordKind;
  readonly choices?: readonly string[];
}

/** The words before the cursor, understood as far as they go; none of them is refused. */
export interface Typed {
  readonly words: readonly string[];
  readonly flags: ReadonlyMap<Flag, string>;
  /** The flag whose value comes next. */
  readonly awaits: Flag | undefined;
  /** `--` stands before the cursor: what follows is for the agent. */
  readonly ended: boolean;
}

export function expectedAfter({ words, flags, awaits, ended }: Typed, current: string): Expected {
  if (ended) return { kind: "nothing" };
  if (awaits !== undefined) return { kind: "word", of: awaits };
  const { command, rest } = commandIn(words);
  if (current.startsWith("-")) return { kind: "flag", command: command ?? "help", given: new Set(flags.keys()) };
  if (command === undefined) return { kind: "command", after: words };
  const { takes }: CommandWords = commands[command];
  if (takes === undefined || rest.length >= takes.max) return { kind: "nothing" };
  return takes.kind === "command" ? { kind: "command", after: rest } : { kind: "word", of: takes };
}

export function typed(before: readonly string[]): Typed {
  const words: string[] = [];
  const flags = new Map<Flag, string>();
  let awaits: Flag | undefined;
  for (const word of before) {
    if (awaits !== undefined) {
      flags.set(awaits, word);
      awaits = undefined;
    } else if (word === "--") return { words, flags, awaits, ended: true };
    else if (word.startsWith("-") && word !== "-") awaits = takeFlag(word, words, flags);
    else words.push(word);
  }
  return { words, flags, awaits, ended: false };
}

/** The flag of `--name` or `-n`: `-f` is one thing to `run` and another to `runs logs`. */
export function flagOf(spelling: string, words: readonly string[]): Flag | undefined {
  const entries = entriesOf(commandIn(words).command ?? "help");
  if (spelling.startsWith("--")) return byName(entries).get(spelling.slice(2))?.flag;
  return entries.find(({ flag }) => `-${flag.short}` === spelling)?.flag;
}

/** Notes a flag, and returns it when its value is still to come. */
function takeFlag(word: string, words: readonly string[], flags: Map<Flag, string>): Flag | undefined {
  const [spelling = "", value] = word.split(/=(.*)/s);
  const flag = flagOf(spelling, words);
  if (flag === undefined) return undefined;
  if (flag.type !== "boolean" && value === undefined) return flag;
  flags.set(flag, value ?? "");
  return undefined;
}

function commandIn(words: readonly string[]): { command: CommandName | undefined; rest: readonly string[] } {
  const length = [1, 2].find(
    (count) => count <= words.length && Object.hasOwn(commands, words.slice(0, count).join(" ")),
  );
  if (length === undefined) return { command: undefined, rest: words };
  return { command: words.slice(0, length).join(" ") as CommandName, rest: words.slice(length) };
}
