import { ConfigError, planRun, runPrompt, type RunPromptInput } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { detachedArgs } from "../detached-args.ts";
import type { Call } from "../parse.ts";
import { planLines } from "../plan-lines.ts";
import { present } from "../present.ts";
import { createReporter } from "../reporters/create.ts";
import { inputOf, type AskedInput } from "../run-input.ts";
import { told } from "../told.ts";

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** Exits as the run does; a plan or a start in the background that succeeds is 0. */
export const run: Command = async (call, cli) => {
  if (call.options.listModels) return (await import("./models.ts")).printModels(call.input.provider, { call, cli });
  if (call.options.detach && call.positionals.includes("-")) {
    throw new ConfigError("--detach cannot pass standard input on.", "prompts-gpt run --detach <file>");
  }
  const { input, answers } = await inputOf(call, cli);
  if (call.options.dryRun) return showPlan(input, { call, cli });
  return call.options.detach ? detach({ input, answers }, { call, cli }) : perform(input, { call, cli });
};

function perform(input: RunPromptInput, { call, cli }: Place): Promise<number> {
  const reporter = createReporter(call, cli);
  return told(reporter, cli, async (listeners) => {
    const result = await runPrompt({ ...input, ...listeners });
    await reporter.end(result);
    return result.exitCode;
  });
}

async function showPlan(input: RunPromptInput, place: Place): Promise<number> {
  const plan = await planRun(input);
  await present(plan, () => planLines(plan, place.cli.out), place);
  return 0;
}

async function detach({ input, answers }: AskedInput, place: Place): Promise<number> {
  // Planned here first: what is wrong is said here, and not to nobody.
  const { runId, runDir } = await planRun(input);
  const { startInBackground } = await import("../detach.ts");
  return startInBackground({ runId, runDir, args: detachedArgs(place.call.argv, { ...answers, runId }) }, place);
}
