import { ConfigError } from "../../errors.ts";
import type { Command } from "../cli.ts";
import { scripts } from "../complete/scripts.ts";
import { shells } from "../command-table.ts";

export const completion: Command = async ({ positionals: [name] }, cli) => {
  const shell = shells.find((one) => one === name);
  if (shell === undefined)
    throw new ConfigError(`There is no completion for "${name}".`, `prompts-gpt completion ${shells.join("|")}`);
  await cli.out.write(scripts[shell]);
  return 0;
};
