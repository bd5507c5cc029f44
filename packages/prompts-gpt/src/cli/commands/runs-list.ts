import { basename } from "node:path";
import { listRuns, type RunSummary } from "../../index.ts";
import type { Command } from "../cli.ts";
import { table } from "../layout.ts";
import { present } from "../present.ts";
import { ago, duration } from "../quantities.ts";
import { placeOf } from "../place.ts";
import { oneLine } from "../text.ts";

export const runsList: Command = async (call, cli) => {
  const runs = await listRuns(placeOf(call, cli));
  await present({ runs }, (shown) => runLines(shown.runs, cli.out.columns()), { call, cli });
  return 0;
};

/** A line for each run; the ids are never cut, for they are what one types next. */
export function runLines(runs: readonly RunSummary[], columns: number): string[] {
  if (runs.length === 0) return ["No runs yet. Start one: prompts-gpt run <file>"];
  const now = Date.now();
  const rows = runs.map(({ runId, mode, status, provider, startedAt, durationMs, promptFile }) => [
    oneLine(runId),
    status,
    oneLine(provider),
    ago(startedAt, now),
    duration(durationMs),
    promptFile === null
      ? mode === "sweep" || mode === "batch"
        ? "(several)"
        : "(inline)"
      : basename(oneLine(promptFile)),
  ]);
  return table(["RUN", "STATUS", "AGENT", "AGO", "TIME", "PROMPT"], rows, columns);
}
