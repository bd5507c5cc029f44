import type { GroupPreview, SweepPlan, SweepResult, SweptFile, SweptIteration } from "../index.ts";
import { endedLines } from "./ended-lines.ts";
import { pairs } from "./layout.ts";
import { bar } from "./bar.ts";
import { worthALook } from "./member-lines.ts";
import { previewRows, promptTable } from "./preview-rows.ts";
import { count, duration, limitText, plural, usageText } from "./quantities.ts";
import type { Terminal } from "./terminal.ts";
import { oneLine } from "./text.ts";

type Screen = Pick<Terminal, "style" | "columns">;

/** `--dry-run` for people. */
export function sweepPlanLines(plan: SweepPlan & GroupPreview, { style, columns }: Screen): string[] {
  const { files, parallel, timeoutSeconds, maxRetries, filesMode, fileConcurrency } = plan;
  const order = filesMode === "parallel" ? `${fileConcurrency} files at once` : "one file after the other";
  return [
    style.bold("Dry run: nothing is started."),
    ...pairs(
      [
        ...(files.length > 1 ? [["order", order] as const] : []),
        ["at once", plural(parallel, "iteration")],
        ["timeout", `${limitText(timeoutSeconds)} for each iteration`],
        ["retries", String(maxRetries)],
        ...endRows(plan),
        ...previewRows(plan),
      ],
      columns(),
    ),
    "",
    ...promptTable(plan, { header: "TIMES", cells: files.map(({ iterations }) => String(iterations)) }, columns()),
  ];
}

/** What is done after each iteration, and what ends it early. */
function endRows({ files, untilStable, commitEach, runId }: SweepPlan): (readonly [string, string])[] {
  const judged = files.map(({ eval: judge }) => (judge === undefined ? undefined : judgeText(judge)));
  const isOneForAll = new Set(judged).size === 1;
  const each = files.map(({ prompt }, index): readonly [string, string | undefined] => [prompt, judged[index]]);
  const told = isOneForAll
    ? each.slice(0, 1).map(([, text]) => text)
    : each.map(([name, text]) => `${oneLine(name)}: ${text ?? "not judged"}`);
  return [
    ...told.flatMap((text) => (text === undefined ? [] : [["judged", text] as const])),
    ...(untilStable === undefined ? [] : [["until", `${plural(untilStable, "iteration")} changed nothing`] as const]),
    ...(commitEach ? [["commits", `on prompts-gpt/${oneLine(runId)}`] as const] : []),
  ];
}

function judgeText({ provider, model, criteria, passThreshold }: Judge): string {
  const who = model === undefined ? provider : `${provider}, ${model}`;
  return oneLine(`for ${criteria.join(", ")}, until each has ${passThreshold}; by ${who}`);
}

type Judge = NonNullable<SweepPlan["files"][number]["eval"]>;

/** How a sweep ended: a line for each iteration, and what to look at next. */
export function sweepLines(result: SweepResult, screen: Screen): string[] {
  const { files, sweepId, status, tokenUsage, runDir } = result;
  const several = files.length > 1;
  const isJudged = files.some((file) => file.iterations.some(({ score }) => score !== null));
  const rows = files.flatMap((file) => file.iterations.map((one) => rowOf(one, { file, several, isJudged })));
  const scored = isJudged ? ["SCORE"] : [];
  // What may be long stands last: it is cut at the edge of the screen.
  const header = ["ITERATION", "STATUS", "TIME", "TOKENS", ...scored, "CHANGED", ...(several ? ["FILE"] : [])];
  return [
    ...endedLines(result, { header, rows }, screen),
    ...pairs(
      [
        ...files.flatMap((file) => whyEnded(file, several)),
        ...(tokenUsage.totalTokens > 0 ? [["tokens", usageText(tokenUsage)] as const] : []),
        ["record", oneLine(runDir)],
        ["next", nextOf(result)],
        ...(status === "succeeded" ? [] : [["go on", `prompts-gpt runs resume ${sweepId}`] as const]),
        ...files.flatMap(({ branch }) => (branch === undefined ? [] : [["branch", branch] as const])).slice(0, 1),
        ["undo", `prompts-gpt restore ${sweepId}`],
      ],
      screen.columns(),
    ),
  ];
}

/** Of one that ended before its time by itself; a failure says so in its row. */
const EARLY: Readonly<Partial<Record<NonNullable<SweptFile["stopped"]>, string>>> = {
  passed: "every criterion reached the threshold",
  stable: "nothing moved any more",
  "over-budget": "the budget is used up",
  conflict: "what was done beside each other could not be brought together",
};

function whyEnded({ name, stopped }: SweptFile, several: boolean): (readonly [string, string])[] {
  const why = stopped === undefined ? undefined : EARLY[stopped];
  return why === undefined ? [] : [["ended", several ? `${oneLine(name)}: ${why}` : why]];
}

interface RowPlace {
  readonly file: SweptFile;
  readonly several: boolean;
  readonly isJudged: boolean;
}

function rowOf(one: SweptIteration, { file, several, isJudged }: RowPlace): string[] {
  const { iteration, attempts, status, durationMs, tokenUsage, score, changedFiles, applied } = one;
  const tries = attempts > 1 ? ` (try ${attempts})` : "";
  return [
    `${iteration} of ${file.iterationsPlanned}`,
    `${status}${tries}`,
    duration(durationMs),
    tokenUsage.totalTokens > 0 ? count(tokenUsage.totalTokens) : "-",
    ...(isJudged ? [score === null ? "-" : `${bar(score)} ${score.toFixed(2)}`] : []),
    `${changedFiles === null ? "not compared" : plural(changedFiles.length, "file")}${applied === false ? ", not applied" : ""}`,
    ...(several ? [oneLine(file.name)] : []),
  ];
}

function nextOf({ files, sweepId }: SweepResult): string {
  return `prompts-gpt runs show ${worthALook(files.flatMap(({ iterations }) => iterations))?.runId ?? sweepId}`;
}
