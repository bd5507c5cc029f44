import { resumeRun } from "../../index.ts";
import { batchLines } from "../batch-lines.ts";
import type { Command } from "../cli.ts";
import { performGroup } from "../perform-group.ts";
import { runPlace } from "../place.ts";
import { sweepLines } from "../sweep-lines.ts";

/** Exits as what it goes on with does. */
export const runsResume: Command = async (call, cli) => {
  // Of the flags of runs it takes those of budgets, limits and trust alone.
  const place = { ...call.input, ...call.group, ...runPlace(call, cli) };
  return performGroup(
    { call, cli },
    (listeners) => resumeRun({ ...place, ...listeners }),
    (result) => ("sweepId" in result ? sweepLines(result, cli.human) : batchLines(result, cli.human)),
  );
};
