import { parseArgs } from "node:util";
import { ConfigError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { RunPromptInput } from "../index.ts";
import { byName, entriesOf, spellings, type Entry } from "./flag-index.ts";
import { commands, type CommandName } from "./command-table.ts";
import type { CommandWords } from "./command-words.ts";
import type { CliOptions } from "./flags.ts";
import type { GroupFields, groupFlags } from "./group-flags.ts";
import { valueOf, type Given } from "./values.ts";

/** A command line that was understood. */
export interface Call {
  readonly command: CommandName;
  readonly input: RunPromptInput;
  /** What several runs as one take beside that. */
  readonly group: GroupInput;
  readonly options: CliOptions;
  readonly positionals: readonly string[];
  /** What stood after `--`. */
  readonly extraArgs: readonly string[];
  /** As it was typed. */
  readonly argv: readonly string[];
}

type GroupInput = Pick<GroupFields, keyof typeof groupFlags>;
type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];
type FlagToken = Extract<Token, { kind: "option" }>;

/** Pairs that cannot both be meant: spelt as in the table. */
const contradictions = [
  ["json", "events"],
  ["json", "sarif"],
  ["events", "sarif"],
  ["quiet", "verbose"],
  ["prompt", "prompt-file"],
  ["detach", "dry-run"],
  ["detach", "events"],
  ["detach", "list-models"],
  ["dry-run", "list-models"],
  ["detach", "edit"],
  ["detach", "interactive"],
  ["dry-run", "edit"],
  ["interactive", "non-interactive"],
  ["providers", "attempts"],
  ["providers", "agent"],
  ["branch", "commit"],
  ["show", "yes"],
  ["show", "revoke"],
  ["yes", "revoke"],
  ["offline", "token"],
  ["offline", "token-stdin"],
  ["offline", "token-prompt"],
  ["offline", "api-url"],
  ["token", "token-stdin"],
  ["token", "token-prompt"],
  ["token-stdin", "token-prompt"],
  ["label", "prompt-version"],
  ["check", "force"],
  ["frozen", "force"],
] as const;

/** Understands a command line, or throws a ConfigError that says what is wrong with it and what to type. */
export function parse(argv: readonly string[]): Call {
  const found = findCommand(argv);
  const { command, words } = found;
  const known = byName(entriesOf(command));
  const tokens = tokenize(argv, known);
  const given = collect(tokens, known, found);
  refuseContradictions(given);
  const end = tokens.find((token) => token.kind === "option-terminator")?.index ?? argv.length;
  const positionals = tokens
    .filter((token) => token.kind === "positional" && token.index < end)
    .map((token) => argv[token.index] ?? "");
  const call = {
    command,
    ...fields(given),
    positionals: positionals.slice(words),
    extraArgs: argv.slice(end + 1),
    argv,
  };
  if (!call.options.help && !call.options.version) checkArguments(call);
  return call;
}

interface Found {
  readonly command: CommandName;
  /** How many words name it. */
  readonly words: number;
  readonly isTyped: boolean;
}

/** The command is needed before the flags can be read: `-f` is one thing to `run` and another to `runs logs`. */
function findCommand(argv: readonly string[]): Found {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const tokens = tokenize(argv.slice(0, end), byName());
  const [first, second] = tokens.filter((token) => token.kind === "positional").map((token) => token.value);
  if (first === undefined) return { command: "help", words: 0, isTyped: false };
  if (isCommand(first)) return { command: first, words: 1, isTyped: true };
  if (first === "runs" && second === undefined) return { command: "runs list", words: 1, isTyped: true };
  const both = `${first} ${second}`;
  if (isCommand(both)) return { command: both, words: 2, isTyped: true };
  throw unknownCommand(first === "runs" ? both : first);
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(commands, word);
}

function unknownCommand(words: string): ConfigError {
  const [first, second = ""] = words.split(" ");
  const subs = Object.keys(commands).filter((name) => name.startsWith(`${first} `));
  // What all of them begin with makes none of them near.
  const near = nearest(
    second,
    subs.map((name) => name.slice(`${first} `.length)),
  );
  const close = subs.length === 0 ? nearest(words, Object.keys(commands)) : near && `${first} ${near}`;
  const fix = words.endsWith(".md") ? `run ${words}` : (close ?? "--help");
  return new ConfigError(`There is no command "${words}".`, `prompts-gpt ${fix}`);
}

function tokenize(argv: readonly string[], known: ReadonlyMap<string, Entry>): readonly Token[] {
  const options: Record<string, { type: "string" | "boolean"; short?: string }> = {};
  for (const [name, { flag }] of known) {
    const type = flag.type === "boolean" ? "boolean" : "string";
    options[name] = flag.short !== undefined && name === flag.name ? { type, short: flag.short } : { type };
  }
  // Not strict: its own errors know no nearest name, and would let one flag swallow the next.
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function collect(
  tokens: readonly Token[],
  known: ReadonlyMap<string, Entry>,
  found: Found,
): ReadonlyMap<Entry, readonly Given[]> {
  const given = new Map<Entry, Given[]>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const entry = known.get(token.name);
    if (entry === undefined) throw unknownFlag(token, found);
    const one = { spelt: token.rawName, value: swallowed(token, known) ? undefined : valueOfToken(token) };
    given.set(entry, [...(given.get(entry) ?? []), one]);
  }
  return given;
}

/** `-f=task.md`: for node:util the sign would be part of the value. */
function valueOfToken({ rawName, value, inlineValue }: FlagToken): string | undefined {
  return inlineValue === true && !rawName.startsWith("--") ? value.replace(/^=/, "") : value;
}

/** `--model --json`: the value is missing, and what stands there is the next flag. */
function swallowed(token: FlagToken, known: ReadonlyMap<string, Entry>): boolean {
  if (token.inlineValue !== false || !token.value.startsWith("--")) return false;
  return token.value === "--" || known.has(token.value.slice(2).replace(/=.*/s, ""));
}

/** A flag of another command says whose it is; any other gets the nearest name that this command has. */
function unknownFlag(token: FlagToken, { command, isTyped }: Found): ConfigError {
  if (!isTyped) return flagOfNobody(token);
  const owner = byName().get(token.name);
  const where = `prompts-gpt ${command}`;
  if (owner !== undefined && owner.flag.on !== "every command") {
    return new ConfigError(
      `${token.rawName} is a flag of ${owner.flag.on.join(", ")}, not of ${command}.`,
      `${where} --help`,
    );
  }
  const close = nearest(token.name, [...byName(entriesOf(command)).keys()]);
  return new ConfigError(`${where} has no flag ${token.rawName}.`, `${where} --${close ?? "help"}`);
}

/** No command was typed: the flag may belong to any. */
function flagOfNobody({ name, rawName }: FlagToken): ConfigError {
  const close = byName().has(name) ? name : nearest(name, [...byName().keys()]);
  const flag = close === undefined ? undefined : byName().get(close)?.flag;
  const command = flag === undefined || flag.on === "every command" ? "" : `${flag.on[0]} `;
  return new ConfigError(`prompts-gpt alone has no flag ${rawName}.`, `prompts-gpt ${command}--${close ?? "help"}`);
}

function refuseContradictions(given: ReadonlyMap<Entry, readonly Given[]>): void {
  const names = new Set([...given.keys()].flatMap(({ flag }) => spellings(flag)));
  for (const [one, other] of contradictions) {
    if (names.has(one) && names.has(other))
      throw new ConfigError(`--${one} and --${other} cannot be used together.`, `Leave out --${other}.`);
  }
}

function fields(given: ReadonlyMap<Entry, readonly Given[]>): Pick<Call, "input" | "group" | "options"> {
  const filled = { input: {}, group: {}, option: {} };
  for (const [entry, said] of given) Object.assign(filled[entry.fills], { [entry.field]: valueOf(entry.flag, said) });
  return { input: filled.input, group: filled.group, options: filled.option };
}

/** How many words stand beside the flags; `--help` and `--version` ask for none. */
function checkArguments({ command, positionals, extraArgs }: Call): void {
  const words: CommandWords = commands[command];
  const where = `prompts-gpt ${command}`;
  if (extraArgs.length > 0 && words.group !== "Run" && words.passesTo === undefined) {
    throw new ConfigError(`${where} passes nothing on, so nothing can stand after --.`, `${where} --help`);
  }
  const { word, min, max, choices = [`<${word}>`] } = words.takes ?? { word: "", min: 0, max: 0 };
  if (positionals.length < min) throw new ConfigError(`${where} needs <${word}>.`, `${where} ${choices.join("|")}`);
  if (positionals.length <= max) return;
  throw new ConfigError(
    `${where} takes ${max === 0 ? "no argument" : `one ${word}`}, but got "${positionals.slice(max).join(" ")}" too.`,
    `${where} --help`,
  );
}
