import type { GroupPreview, PipelinePlan, PipelineResult, PipelineStep, PlannedStep } from "../../index.ts";
import { endedLines } from "../ended-lines.ts";
import { pairs, table } from "../layout.ts";
import { worthALook } from "../member-lines.ts";
import { commonRows } from "../preview-rows.ts";
import { count, duration, limitText, plural, usageText } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";

type Screen = Pick<Terminal, "style" | "columns">;

/** `--dry-run` for people. */
export function pipelinePlanLines(plan: PipelinePlan & GroupPreview, { style, columns }: Screen): string[] {
  const { pipelineFile, concurrency, steps, access: _access, ...rest } = plan;
  return [
    style.bold("Dry run: nothing is started."),
    ...pairs(
      [
        ["pipeline", oneLine(pipelineFile)],
        ["at once", `${plural(concurrency, "step")}; of those that write, one`],
        ...commonRows({ ...rest, access: "as each step says" }),
      ],
      columns(),
    ),
    "",
    ...stepTable(steps, columns()),
  ];
}

/** What each step is, in the order in which they stand. */
export function stepTable(steps: readonly PlannedStep[], columns: number): string[] {
  const rows = steps.map((step) => {
    const { id, provider, model, access, needs, verify, retries, timeoutSeconds } = step;
    return [
      id,
      oneLine(model === undefined ? provider : `${provider}=${model}`),
      access,
      needs.length === 0 ? "-" : needs.join(", "),
      verify.length === 0 ? "-" : `${verify.length}, sent back ${retries}×`,
      limitText(timeoutSeconds),
    ];
  });
  return table(["STEP", "AGENT", "ACCESS", "NEEDS", "VERIFY", "TIMEOUT"], rows, columns);
}

export const STEP_HEADER = ["STEP", "STATUS", "TIME", "TOKENS", "CHANGED", "AGENT"];

/** How a pipeline ended: a line for each step, and what to look at next. */
export function pipelineLines(result: PipelineResult, screen: Screen): string[] {
  const { steps, runId, status, tokenUsage, runDir } = result;
  const worst = worthALook(steps.filter((step) => step.runId !== null));
  return [
    ...endedLines(result, { header: STEP_HEADER, rows: steps.map(stepRow) }, screen),
    ...pairs(
      [
        ...(tokenUsage.totalTokens > 0 ? [["tokens", usageText(tokenUsage)] as const] : []),
        ["record", oneLine(runDir)],
        ["next", `prompts-gpt runs show ${worst?.runId ?? runId}`],
        ...(status === "succeeded" ? [] : [["go on", `prompts-gpt runs resume ${runId}`] as const]),
        ...changeRows(result),
      ],
      screen.columns(),
    ),
  ];
}

/** What to do with what the steps have changed: where it is not in the folder yet, or where it is. */
export function changeRows({ steps, runId, laneId, applied }: PipelineResult): (readonly [string, string])[] {
  if (!steps.some(({ access, attempts }) => access !== "read" && attempts > 0)) return [];
  if (laneId === null || applied === true) return [["undo", `prompts-gpt restore ${runId}`]];
  return [
    ["changes", `prompts-gpt runs diff ${runId}`],
    ["take them", `prompts-gpt runs apply ${runId}`],
  ];
}

/** A line of {@link STEP_HEADER}. */
export function stepRow({ id, status, attempts, durationMs, tokenUsage, changedFiles, provider }: PipelineStep) {
  const tries = attempts > 1 ? ` (try ${attempts})` : "";
  return [
    id,
    `${status ?? "not begun"}${tries}`,
    attempts === 0 ? "-" : duration(durationMs),
    tokenUsage.totalTokens > 0 ? count(tokenUsage.totalTokens) : "-",
    attempts === 0 ? "-" : changedFiles === null ? "not compared" : plural(changedFiles.length, "file"),
    oneLine(provider),
  ];
}
