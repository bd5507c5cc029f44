import type { AutoPlan, GroupPreview, OrchestrateAutoResult } from "../../index.ts";
import { endedLines } from "../ended-lines.ts";
import { pairs, table } from "../layout.ts";
import { commonRows } from "../preview-rows.ts";
import { plural, usageText } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";
import { judgeRows, isScored, reasonRows, scoreHeader, scoreRows, scoreText } from "./eval-lines.ts";
import { changeRows, STEP_HEADER, stepRow } from "./pipeline-lines.ts";

type Screen = Pick<Terminal, "style" | "columns">;

/** `--dry-run` for people: there is no plan yet. */
export function autoPlanLines(plan: AutoPlan & GroupPreview, { style, columns }: Screen): string[] {
  const { goal, maxSteps, qualityGate, judges, save, provider, retries } = plan;
  return [
    style.bold("Dry run: nothing is started."),
    ...pairs(
      [
        ["goal", oneLine(goal)],
        ["agent", `${oneLine(provider)}: plans ${plural(maxSteps, "step")} at most, and carries them out`],
        ...judgeRows(judges),
        ["gate", `${qualityGate} of 100`],
        ...(retries === 0 ? [] : [["sent back", `a step that writes, ${retries}× at most`] as const]),
        ...(save === undefined ? [] : [["plan kept", oneLine(save)] as const]),
        ...commonRows(plan),
      ],
      columns(),
    ),
  ];
}

/** How it ended: a line for each step, the scores, and what to look at next. */
export function autoLines(result: OrchestrateAutoResult, screen: Screen): string[] {
  const { pipelineResult, evaluation, runId, status, tokenUsage, runDir, qualityGate } = result;
  const rows = (pipelineResult?.steps ?? []).map(stepRow);
  const scored =
    evaluation === null ? [] : [...table(scoreHeader(evaluation), scoreRows(evaluation), screen.columns()), ""];
  const score =
    evaluation === null
      ? []
      : [["score", `${scoreText(evaluation)}, ${qualityGate} are asked for`] as const, ...reasonRows(evaluation)];
  const isOver = status === "succeeded" || (evaluation !== null && isScored(evaluation));
  return [
    ...endedLines(result, { header: STEP_HEADER, rows }, screen),
    ...scored,
    ...pairs(
      [
        ...score,
        ...(tokenUsage.totalTokens > 0 ? [["tokens", usageText(tokenUsage)] as const] : []),
        ["record", oneLine(runDir)],
        ["next", `prompts-gpt runs show ${runId}`],
        ...(isOver ? [] : [["go on", `prompts-gpt runs resume ${runId}`] as const]),
        ...(pipelineResult === null ? [] : changeRows(pipelineResult)),
      ],
      screen.columns(),
    ),
  ];
}
