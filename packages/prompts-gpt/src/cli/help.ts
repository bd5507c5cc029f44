import { entriesOf } from "./flag-index.ts";
import { commands, type CommandName } from "./command-table.ts";
import type { CommandWords } from "./command-words.ts";
import type { Flag } from "./flag.ts";
import { pairs } from "./layout.ts";

const columns = 80;

/** Every command in one screen. */
export function globalHelp(): string {
  const groups = [...new Set(Object.values(commands).map(({ group }) => group))].flatMap((group) => [
    "",
    group,
    ...pairs(rowsOf(group), columns),
  ]);
  const everywhere = entriesOf("help").map(({ flag }) => flag);
  return lines([
    "prompts-gpt: run a team's prompts with local AI coding agents, on the record",
    "",
    "Usage: prompts-gpt <command> [flags]",
    ...groups,
    "",
    "Flags of every command",
    ...flagLines(everywhere),
    "",
    "More: prompts-gpt <command> --help",
  ]);
}

/** All there is to know about one command. */
export function commandHelp(command: CommandName): string {
  const words: CommandWords = commands[command];
  const flags = entriesOf(command).map(({ flag }) => flag);
  const own = flags.filter(({ on }) => on !== "every command");
  const shared = flags.filter(({ on }) => on === "every command");
  return lines([
    words.help,
    "",
    `Usage: ${usageOf(command)}`,
    ...(words.takes === undefined ? [] : ["", ...pairs([[argumentOf(words), words.takes.help]], columns)]),
    ...section("Flags", flagLines(own)),
    ...section(
      "Examples",
      words.examples.map((example) => `  ${example}`),
    ),
    ...section("Flags of every command", flagLines(shared)),
  ]);
}

export function usageOf(command: CommandName): string {
  const { group, passesTo = group === "Run" ? "agent" : undefined }: CommandWords = commands[command];
  const extra = passesTo === undefined ? "" : `[-- <arguments for the ${passesTo}>]`;
  return ["prompts-gpt", command, argumentOf(commands[command]), "[flags]", extra]
    .filter((part) => part !== "")
    .join(" ");
}

/** `-f, --prompt-file <path>` */
export function spellingOf(flag: Flag): string {
  const value = flag.value === undefined ? "" : ` ${flag.value}`;
  const short = flag.short === undefined ? "" : `-${flag.short}, `;
  return `${short}--${flag.name}${flag.alias === undefined ? "" : `, --${flag.alias}`}${value}`;
}

function argumentOf({ takes }: CommandWords): string {
  if (takes === undefined) return "";
  const word = takes.max > 1 ? `${takes.word}…` : takes.word;
  return takes.min > 0 ? `<${word}>` : `[${word}]`;
}

function rowsOf(group: CommandWords["group"]): [string, string][] {
  return Object.entries<CommandWords>(commands)
    .filter(([, words]) => words.group === group)
    .map(([name, words]) => [`${name} ${argumentOf(words)}`.trimEnd(), words.help]);
}

function flagLines(flags: readonly Flag[]): string[] {
  return pairs(
    flags.map((flag) => [spellingOf(flag), flag.help] as const),
    columns,
  );
}

function section(title: string, body: readonly string[]): string[] {
  return body.length === 0 ? [] : ["", title, ...body];
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
