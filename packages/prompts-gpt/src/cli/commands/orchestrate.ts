import { ConfigError } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { isInteractive } from "../interactive.ts";
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
export const orchestrate: Command = async (typed, cli) => {
  if (typed.options.listModels)
    return (await import("./models.ts")).printModels(typed.input.provider, { call: typed, cli });
  const asking = isInteractive(typed, cli) ? await import("../ask/orchestrate.ts") : undefined;
  const named = typed.options.mode === undefined ? await asking?.askForMode(typed, cli) : undefined;
  const { mode = "" } = (named ?? typed).options;
  const names = Object.keys(modes).join("|");
  const start = modes[mode];
  if (start === undefined)
    throw new ConfigError("How are the agents to work together?", `prompts-gpt orchestrate --mode ${names} …`);
  refuseFlagsOfOthers(named ?? typed, mode);
  const call = (await asking?.askForOrchestration(named ?? typed, cli)) ?? named ?? typed;
  return (await start())({ call, cli });
};
