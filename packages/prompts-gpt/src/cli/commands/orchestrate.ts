import { ConfigError } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { refuseFlagsOfOthers } from "../orchestrate/mode-flags.ts";
import type { Call } from "../parse.ts";

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** One file for each; the flag table names them. */
const modes: Readonly<Record<string, () => Promise<(place: Place) => Promise<number>>>> = {
  parallel: async () => (await import("../orchestrate/parallel.ts")).parallel,
  pipeline: async () => (await import("../orchestrate/pipeline.ts")).pipeline,
  auto: async () => (await import("../orchestrate/auto.ts")).auto,
  eval: async () => (await import("../orchestrate/eval.ts")).evaluation,
};

/** Exits as the mode does; a plan that holds, or a start in the background that succeeds, is 0. */
export const orchestrate: Command = async (call, cli) => {
  if (call.options.listModels) return (await import("./models.ts")).printModels(call.input.provider, { call, cli });
  const names = Object.keys(modes).join("|");
  const { mode = "" } = call.options;
  const start = modes[mode];
  if (start === undefined)
    throw new ConfigError("How are the agents to work together?", `prompts-gpt orchestrate --mode ${names} …`);
  refuseFlagsOfOthers(call, mode);
  return (await start())({ call, cli });
};
