import { ConfigError } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import type { Call } from "../parse.ts";

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** One file for each; the flag table names them. */
const modes: Readonly<Record<string, () => Promise<(place: Place) => Promise<number>>>> = {
  parallel: async () => (await import("../orchestrate/parallel.ts")).parallel,
};

/** Exits as the mode does; a plan that holds, or a start in the background that succeeds, is 0. */
export const orchestrate: Command = async (call, cli) => {
  if (call.options.listModels) return (await import("./models.ts")).printModels(call.input.provider, { call, cli });
  const names = Object.keys(modes).join("|");
  const mode = modes[call.options.mode ?? ""];
  if (mode === undefined)
    throw new ConfigError("How are the agents to work together?", `prompts-gpt orchestrate --mode ${names} …`);
  return (await mode())({ call, cli });
};
