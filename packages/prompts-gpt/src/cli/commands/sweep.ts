import { ConfigError, planSweep, type SweepInput, sweepPrompt } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { detachGroup } from "../detach.ts";
import type { Call } from "../parse.ts";
import { groupInputOf } from "../group-input.ts";
import { performGroup } from "../perform-group.ts";
import { present } from "../present.ts";
import { sweepLines, sweepPlanLines } from "../sweep-lines.ts";

/** Exits as the sweep does; a plan that holds is 0. */
export const sweep: Command = async (call, cli) => {
  if (call.options.listModels) return (await import("./models.ts")).printModels(call.input.provider, { call, cli });
  const input = await inputOf(call, cli);
  if (call.options.dryRun) {
    await present(await planSweep(input), (plan) => sweepPlanLines(plan, cli.out), { call, cli });
    return 0;
  }
  if (call.options.detach) return detachGroup(await planSweep(input), { call, cli });
  return performGroup(
    { call, cli },
    (listeners) => sweepPrompt({ ...input, ...listeners }),
    (result) => sweepLines(result, cli.human),
  );
};

async function inputOf(call: Call, cli: Cli): Promise<SweepInput> {
  const { promptFile: flagged } = call.input;
  const [file] = call.positionals;
  if (file !== undefined && flagged !== undefined)
    throw new ConfigError(`A prompt file is given twice: ${file} and ${flagged}.`, `prompts-gpt sweep ${file}`);
  const promptFile = file ?? flagged;
  return { ...(await groupInputOf(call, cli)), ...(promptFile === undefined ? {} : { promptFile }) };
}
