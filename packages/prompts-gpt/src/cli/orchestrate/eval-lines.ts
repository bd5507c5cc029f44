import type { EvalPlan, EvalScore, GroupPreview, OrchestrateEvalResult, PlannedJudge } from "../../index.ts";
import { bar } from "../bar.ts";
import { endedLines } from "../ended-lines.ts";
import { pairs } from "../layout.ts";
import { commonRows } from "../preview-rows.ts";
import { usageText } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";

type Screen = Pick<Terminal, "style" | "columns">;

/** `--dry-run` for people. */
export function evalPlanLines(plan: EvalPlan & GroupPreview, { style, columns }: Screen): string[] {
  const { of, prompts, threshold, judges } = plan;
  const fresh = `the answer to ${oneLine(prompts[0]?.promptFile ?? "")}`;
  return [
    style.bold("Dry run: nothing is started."),
    ...pairs(
      [
        ["judged", of === null ? fresh : oneLine(of)],
        ["threshold", threshold === null ? "none: every score will do" : `${threshold} of 100`],
        ...judgeRows(judges),
        ...commonRows(plan),
      ],
      columns(),
    ),
  ];
}

/** A line for each that judges. */
export function judgeRows(judges: readonly PlannedJudge[]): (readonly [string, string])[] {
  return judges.map(({ provider, model, criteria }) => {
    const who = model === undefined ? provider : `${provider}=${model}`;
    return ["judge", oneLine(`${who}: ${criteria.join(", ")}`)] as const;
  });
}

/** How an evaluation ended: a line for each criterion, and what to look at next. */
export function evalLines(result: OrchestrateEvalResult, screen: Screen): string[] {
  const { evaluation, runId, of, threshold, status, tokenUsage, runDir } = result;
  const asked = threshold === null ? "" : `, ${threshold} are asked for`;
  return [
    ...endedLines(result, { header: scoreHeader(evaluation), rows: scoreRows(evaluation) }, screen),
    ...pairs(
      [
        ["score", `${scoreText(evaluation)}${asked}`],
        ...(of === null ? [] : [["judged", oneLine(of)] as const]),
        ...reasonRows(evaluation),
        ...(tokenUsage.totalTokens > 0 ? [["tokens", usageText(tokenUsage)] as const] : []),
        ["record", oneLine(runDir)],
        ["next", `prompts-gpt runs show ${of ?? runId}`],
        ...(status === "succeeded" || isScored(evaluation)
          ? []
          : [["go on", `prompts-gpt runs resume ${runId}`] as const]),
      ],
      screen.columns(),
    ),
  ];
}

/** Every judge has said what it says: to go on would ask nobody. */
export function isScored({ judges }: EvalScore): boolean {
  return judges.length > 0 && judges.every(({ score }) => score !== null);
}

/** `62.5 of 100 (12 apart)`. */
export function scoreText({ score, spread }: Pick<EvalScore, "score" | "spread">): string {
  if (score === null) return "none";
  return `${bar(score / 100)} ${score} of 100${spread === null ? "" : ` (${spread} apart)`}`;
}

export function scoreHeader({ judges }: EvalScore): string[] {
  return ["CRITERION", "MEAN", "SPREAD", ...judges.map(({ name }) => name.replace(/^judge-/, "").toUpperCase())];
}

export function scoreRows({ criteria, judges }: EvalScore): string[][] {
  return Object.entries(criteria).map(([name, { score, spread }]) => [
    oneLine(name),
    points(score),
    points(spread),
    ...judges.map((judge) => points(judge.criteria[name] ?? null)),
  ]);
}

function points(value: number | null): string {
  return value === null ? "-" : String(value);
}

/** Of each judge what it said, criterion by criterion. */
export function reasonRows({ judges }: EvalScore): (readonly [string, string])[] {
  return judges.flatMap(({ name, reasons }) =>
    Object.entries(reasons).map(
      ([criterion, reason]) => [name.replace(/^judge-/, ""), oneLine(`${criterion}: ${reason}`)] as const,
    ),
  );
}
