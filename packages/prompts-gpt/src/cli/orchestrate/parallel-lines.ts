import type { CandidateRecord, GroupPreview, OrchestrateParallelResult, ParallelPlan } from "../../index.ts";
import { shortCandidate } from "../../candidate-name.ts";
import { endedLines } from "../ended-lines.ts";
import { pairs, table } from "../layout.ts";
import { worthALook } from "../member-lines.ts";
import { commonRows } from "../preview-rows.ts";
import { count, duration, limitText, plural, usageText } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";

type Screen = Pick<Terminal, "style" | "columns">;

/** `--dry-run` for people. */
export function parallelPlanLines(plan: ParallelPlan & GroupPreview, { style, columns }: Screen): string[] {
  const { candidates, concurrency, timeoutSeconds, apply, prompts } = plan;
  const rows = candidates.map(({ name, provider, model, problem }) => [
    oneLine(name),
    oneLine(provider),
    problem === undefined ? oneLine(model ?? "the agent's own choice") : `cannot start: ${oneLine(problem.message)}`,
  ]);
  return [
    style.bold("Dry run: nothing is started."),
    ...pairs(
      [
        ["prompt", oneLine(prompts[0]?.promptFile ?? "")],
        ["at once", plural(Math.min(concurrency, candidates.length), "candidate")],
        ...(timeoutSeconds === undefined ? [] : [["timeout", `${limitText(timeoutSeconds)} for each`] as const]),
        ["it ends", endText(plan)],
        ...judgeRows(plan),
        ["then", apply === "best" ? "the best one is applied here" : "all are kept; nothing is applied"],
        ...commonRows(plan),
      ],
      columns(),
    ),
    "",
    ...table(["CANDIDATE", "AGENT", "MODEL"], rows, columns()),
  ];
}

function endText({ firstVerified }: ParallelPlan): string {
  return firstVerified ? "when the first one has passed; the others are ended" : "when all have ended";
}

function judgeRows({ judge, candidates }: ParallelPlan): (readonly [string, string])[] {
  if (judge === undefined) return [];
  const most = candidates.length * (candidates.length - 1);
  const model = judge.model === undefined ? "" : `, ${oneLine(judge.model)}`;
  return [["judged by", `${oneLine(judge.provider)}${model}: asked at most ${plural(most, "time")}`]];
}

const HEADER = ["VERDICT", "CHANGED", "CHECKS", "TOKENS", "COST", "TIME", "SCORE", "CANDIDATE"];

/** How a race ended: a line for each candidate, the best first, and what to type next. */
export function parallelLines(result: OrchestrateParallelResult, screen: Screen): string[] {
  const { candidates, runId, status, tokenUsage, runDir, winner } = result;
  const isJudged = candidates.some(({ score }) => score !== null);
  const header = HEADER.filter((name) => isJudged || name !== "SCORE");
  const rows = candidates
    .toSorted((a, b) => (a.place ?? Infinity) - (b.place ?? Infinity) || 0)
    .map((one) => rowOf(one, isJudged));
  const failed = worthALook(candidates.filter(({ verdict }) => verdict !== "accepted"));
  return [
    ...endedLines(result, { header, rows }, screen),
    ...pairs(
      [
        ...(tokenUsage.totalTokens > 0 ? [["tokens", usageText(tokenUsage)] as const] : []),
        ["record", oneLine(runDir)],
        ...winnerRows(winner, result),
        ...(winner === null && failed?.runId ? [["next", `prompts-gpt runs show ${failed.runId}`] as const] : []),
        ...(status === "succeeded" ? [] : [["go on", `prompts-gpt runs resume ${runId}`] as const]),
      ],
      screen.columns(),
    ),
  ];
}

function winnerRows(
  winner: string | null,
  { candidates, runId }: OrchestrateParallelResult,
): (readonly [string, string])[] {
  const best = candidates.find(({ name }) => name === winner);
  if (best === undefined) return [];
  const short = shortCandidate(best.name);
  return [
    ["best", best.applied ? `${short}, applied here` : short],
    ["compare", `prompts-gpt runs diff ${runId}`],
    // Without a name it is the best one: a line that is broken cannot be copied.
    ...(best.applied ? [] : [["take it", `prompts-gpt runs apply ${runId}`] as const]),
  ];
}

function rowOf(
  { verdict, diff, checks, tokenUsage, cost, durationMs, score, name }: CandidateRecord,
  isJudged: boolean,
) {
  return [
    verdict ?? "not begun",
    diff === null ? "-" : diff.files === 0 ? "nothing" : `${diff.files}: +${count(diff.added)} -${count(diff.removed)}`,
    checks === null ? "-" : `${checks.passed} of ${checks.of}`,
    tokenUsage === null || tokenUsage.totalTokens === 0 ? "-" : count(tokenUsage.totalTokens),
    costText(cost),
    duration(durationMs),
    ...(isJudged ? [score === null ? "-" : score.toFixed(2)] : []),
    oneLine(shortCandidate(name)),
  ];
}

function costText(cost: CandidateRecord["cost"]): string {
  switch (cost?.kind) {
    case "reported":
      return `$${cost.usd.toFixed(2)}`;
    case "estimated":
      return `~$${cost.usd.toFixed(2)}`;
    case "subscription":
      return "plan";
    default:
      return "-";
  }
}
