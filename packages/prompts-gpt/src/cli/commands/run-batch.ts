import { planBatch, runBatch } from "../../index.ts";
import { batchLines, batchPlanLines } from "../batch-lines.ts";
import type { Command } from "../cli.ts";
import { detachGroup } from "../detach.ts";
import { groupInputOf } from "../group-input.ts";
import { performGroup } from "../perform-group.ts";
import { present } from "../present.ts";

/** Exits as the batch does; a plan that holds, or a start in the background that succeeds, is 0. */
export const runBatchCommand: Command = async (call, cli) => {
  if (call.options.listModels) return (await import("./models.ts")).printModels(call.input.provider, { call, cli });
  const given = await groupInputOf(call, cli);
  const named = [...call.positionals, ...(given.promptFiles ?? [])];
  const input = named.length === 0 ? given : { ...given, promptFiles: named };
  if (call.options.dryRun) {
    await present(await planBatch(input), (plan) => batchPlanLines(plan, cli.out), { call, cli });
    return 0;
  }
  if (call.options.detach)
    return detachGroup({ planned: await planBatch(input), answers: { vars: {} } }, { call, cli });
  return performGroup(
    { call, cli },
    (listeners) => runBatch({ ...input, ...listeners }),
    (result) => batchLines(result, cli.human),
  );
};
