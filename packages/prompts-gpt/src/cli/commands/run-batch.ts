import { type BatchInput, planBatch, runBatch } from "../../index.ts";
import type { BatchAnswers } from "../ask/batch.ts";
import { batchLines, batchPlanLines } from "../batch-lines.ts";
import type { Cli, Command } from "../cli.ts";
import { detachGroup } from "../detach.ts";
import { groupInputOf } from "../group-input.ts";
import { isInteractive } from "../interactive.ts";
import type { Call } from "../parse.ts";
import { performGroup } from "../perform-group.ts";
import { present } from "../present.ts";

/** Exits as the batch does; a plan that holds, or a start in the background that succeeds, is 0. */
export const runBatchCommand: Command = async (call, cli) => {
  if (call.options.listModels) return (await import("./models.ts")).printModels(call.input.provider, { call, cli });
  const given = await groupInputOf(call, cli);
  const named = [...call.positionals, ...(given.promptFiles ?? [])];
  const asked = named.length === 0 ? given : { ...given, promptFiles: named };
  const answers = await answersTo(asked, { call, cli });
  const input = { ...asked, ...answers, vars: { ...asked.vars, ...answers.vars } };
  if (call.options.dryRun) {
    await present(await planBatch(input), (plan) => batchPlanLines(plan, cli.out), { call, cli });
    return 0;
  }
  if (call.options.detach) return detachGroup({ planned: await planBatch(input), answers }, { call, cli });
  return performGroup(
    { call, cli },
    (listeners) => runBatch({ ...input, ...listeners }),
    (result) => batchLines(result, cli.human),
  );
};

async function answersTo(input: BatchInput, { call, cli }: { call: Call; cli: Cli }): Promise<BatchAnswers> {
  if (!isInteractive(call, cli)) return { vars: {} };
  const { askForBatch } = await import("../ask/batch.ts");
  return askForBatch(input, cli);
}
