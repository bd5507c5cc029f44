import { ConfigError } from "../../errors.ts";
import type { Command } from "../cli.ts";
import type { CommandName } from "../command-table.ts";
import { commandHelp, globalHelp } from "../help.ts";
import { parse, type Call } from "../parse.ts";

/** `prompts-gpt help run`, `prompts-gpt run --help`, and what a bare `prompts-gpt` gets. */
export const help: Command = async (call, cli) => {
  const topic = topicOf(call);
  await cli.out.write(topic === undefined ? globalHelp() : commandHelp(topic));
  return 0;
};

function topicOf({ command, positionals }: Call): CommandName | undefined {
  if (command !== "help") return command;
  if (positionals.length === 0) return undefined;
  const topic = parse([...positionals, "--help"]).command;
  if (positionals.length > 1 && topic !== positionals.join(" ")) {
    throw new ConfigError(`There is no command "${positionals.join(" ")}".`, `prompts-gpt ${topic} --help`);
  }
  return topic;
}
