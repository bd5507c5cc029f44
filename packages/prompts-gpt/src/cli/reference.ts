import { entriesOf } from "./flag-index.ts";
import { commands, type CommandName } from "./command-table.ts";
import type { CommandWords } from "./command-words.ts";
import type { Flag } from "./flag.ts";
import { spellingOf, usageOf } from "./help.ts";

const names = Object.keys(commands).filter((name): name is CommandName => Object.hasOwn(commands, name));

/** Every command with its own flags, as docs/cli.md is made of it. */
export const reference = names.map((name) => {
  const { help, takes, examples }: CommandWords = commands[name];
  return { name, usage: usageOf(name), help, argument: takes?.help, flags: flagsOf(name, false), examples };
});

export const everywhere = flagsOf("help", true);

function flagsOf(name: CommandName, shared: boolean): { spelling: string; help: string }[] {
  return entriesOf(name)
    .map(({ flag }) => flag)
    .filter(({ on }: Flag) => (on === "every command") === shared)
    .map((flag) => ({ spelling: spellingOf(flag), help: flag.help }));
}
