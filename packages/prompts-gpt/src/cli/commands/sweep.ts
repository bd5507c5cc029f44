import { ConfigError, planSweep, type SweepInput, sweepPrompt } from "../../index.ts";
import type { SweepAnswers } from "../ask/sweep.ts";
import type { Cli, Command } from "../cli.ts";
import { detachGroup } from "../detach.ts";
import { groupInputOf } from "../group-input.ts";
import { isInteractive } from "../interactive.ts";
import type { Call } from "../parse.ts";
import { performGroup } from "../perform-group.ts";
import { present } from "../present.ts";
import { sweepLines, sweepPlanLines } from "../sweep-lines.ts";

/** Exits as the sweep does; a plan that holds, or a start in the background that succeeds, is 0. */
export const sweep: Command = async (call, cli) => {
  if (call.options.listModels) return (await import("./models.ts")).printModels(call.input.provider, { call, cli });
  const given = await inputOf(call, cli);
  const answers = await answersTo(given, { call, cli });
  const input = { ...given, ...answers, vars: { ...given.vars, ...answers.vars } };
  if (call.options.dryRun) {
    await present(await planSweep(input), (plan) => sweepPlanLines(plan, cli.out), { call, cli });
    return 0;
  }
  if (call.options.detach) return detachGroup({ planned: await planSweep(input), answers }, { call, cli });
  return performGroup(
    { call, cli },
    (listeners) => sweepPrompt({ ...input, ...listeners }),
    (result) => sweepLines(result, cli.human),
  );
};

async function answersTo(input: SweepInput, { call, cli }: { call: Call; cli: Cli }): Promise<SweepAnswers> {
  if (!isInteractive(call, cli)) return { vars: {} };
  const { askForSweep } = await import("../ask/sweep.ts");
  return askForSweep(input, cli);
}

async function inputOf(call: Call, cli: Cli): Promise<SweepInput> {
  const { promptFile: flagged } = call.input;
  const [file] = call.positionals;
  if (file !== undefined && flagged !== undefined)
    throw new ConfigError(`A prompt file is given twice: ${file} and ${flagged}.`, `prompts-gpt sweep ${file}`);
  const promptFile = file ?? flagged;
  return { ...(await groupInputOf(call, cli)), ...(promptFile === undefined ? {} : { promptFile }) };
}
