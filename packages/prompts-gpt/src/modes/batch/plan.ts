import { ConfigError } from "../../errors.ts";
import { openGroup, type OpenGroup } from "../group/open.ts";
import { preflightOf } from "../group/preflight-of.ts";
import type { GroupPlan } from "../group/plan.ts";
import { findBatchFiles } from "./find-files.ts";
import type { BatchInput } from "./input.ts";

/** What is known of a batch before it starts; `--dry-run` prints it, and its journal keeps it. */
export interface BatchPlan extends GroupPlan {
  readonly mode: "batch";
  readonly concurrency: number;
  readonly stopOnFailure: boolean;
  /** Seconds for each; the configured ones where it is absent. */
  readonly timeoutSeconds?: number;
}

/** A batch that could start: its plan, and what was read for it. */
export interface PlannedBatch extends OpenGroup {
  readonly plan: BatchPlan;
}

/** Reads and checks everything that a batch needs; starts nothing and writes nothing. */
export async function planTheBatch(input: BatchInput): Promise<PlannedBatch> {
  const { concurrency = 1, stopOnFailure = false, timeoutSeconds } = input;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new ConfigError(`--concurrency takes a whole number, 1 or more; not ${concurrency}.`, "--concurrency 2");
  const time = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  const group = await openGroup(input, {
    mode: "batch",
    ...time,
    beside: concurrency > 1,
    find: (place) => findBatchFiles(input, place),
  });
  const plan = { ...group.base, mode: "batch" as const, concurrency, stopOnFailure, ...time };
  return { ...group, warnings: [...group.warnings, ...(await preflightOf(group))], plan };
}
