import type { BatchPlan, BatchRun, GroupPreview, RunBatchResult } from "../index.ts";
import { endedLines } from "./ended-lines.ts";
import { pairs } from "./layout.ts";
import { worthALook } from "./member-lines.ts";
import { previewRows, promptTable } from "./preview-rows.ts";
import { count, duration, plural, usageText } from "./quantities.ts";
import type { Terminal } from "./terminal.ts";
import { oneLine } from "./text.ts";

type Screen = Pick<Terminal, "style" | "columns">;

/** `--dry-run` for people. */
export function batchPlanLines(plan: BatchPlan & GroupPreview, { style, columns }: Screen): string[] {
  const { prompts, concurrency, stopOnFailure } = plan;
  return [
    style.bold("Dry run: nothing is started."),
    ...pairs(
      [
        ["at once", plural(concurrency, "prompt")],
        ["a failure", stopOnFailure ? "stops the rest" : "does not stop the others"],
        ...previewRows(plan),
      ],
      columns(),
    ),
    "",
    ...promptTable(plan, { header: "NUMBER", cells: prompts.map((_, index) => String(index + 1)) }, columns()),
  ];
}

/** How a batch ended: a line for each prompt, and what to look at next. */
export function batchLines(result: RunBatchResult, screen: Screen): string[] {
  const { results, batchId, status, tokenUsage, runDir, skipped } = result;
  const rows = results.map((one, index) => rowOf(one, index + 1));
  const header = ["NUMBER", "STATUS", "TIME", "TOKENS", "CHANGED", "PROMPT"];
  const undo = results.some(({ snapshot }) => snapshot !== null);
  return [
    ...endedLines(result, { header, rows }, screen),
    ...pairs(
      [
        ...(skipped > 0 ? [["not begun", plural(skipped, "prompt")] as const] : []),
        ...(tokenUsage.totalTokens > 0 ? [["tokens", usageText(tokenUsage)] as const] : []),
        ["record", oneLine(runDir)],
        ["next", `prompts-gpt runs show ${worthALook(results.filter(({ ok }) => !ok))?.runId ?? batchId}`],
        ...(status === "succeeded" ? [] : [["go on", `prompts-gpt runs resume ${batchId}`] as const]),
        ...(undo ? [["undo", `prompts-gpt restore ${batchId}`] as const] : []),
      ],
      screen.columns(),
    ),
  ];
}

function rowOf(
  { status, durationMs, tokenUsage, changedFiles, applied, promptFile }: BatchRun,
  number: number,
): string[] {
  return [
    String(number),
    status,
    duration(durationMs),
    tokenUsage.totalTokens > 0 ? count(tokenUsage.totalTokens) : "-",
    `${changedFiles === null ? "not compared" : plural(changedFiles.length, "file")}${applied === false ? ", not applied" : ""}`,
    oneLine(promptFile),
  ];
}
