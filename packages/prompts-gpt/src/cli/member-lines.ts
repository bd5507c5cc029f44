import { basename } from "node:path";
import type { RunDetails, RunMember } from "../index.ts";
import { bar } from "./bar.ts";
import { pairs, table } from "./layout.ts";
import { count, duration, plural } from "./quantities.ts";
import { oneLine } from "./text.ts";

/** The members of several runs as one, a line for each attempt, and what to look at next. */
export function memberLines(
  { runId, status, members }: Pick<RunDetails, "runId" | "status" | "members">,
  columns: number,
): string[] {
  const isJudged = members.some(({ score }) => score !== null);
  const isSeveral = new Set(members.map(({ promptFile }) => promptFile)).size > 1;
  const columnsOf = [isJudged ? ["SCORE"] : [], ["CHANGED"], isSeveral ? ["PROMPT"] : []].flat();
  const rows = members.map((one) => rowOf(one, { isJudged, isSeveral, isOver: status !== "running" }));
  const worst = worthALook(members.filter(({ kind, status: is }) => kind === "member" || is === "failed"));
  const isResumable = status !== "running" && status !== "succeeded" && status !== "unknown";
  return [
    ...(rows.length === 0 ? [] : ["", ...table(["MEMBER", "STATUS", "TIME", "TOKENS", ...columnsOf], rows, columns)]),
    "",
    ...pairs(
      [
        ...(worst === undefined ? [] : [["next", `prompts-gpt runs show ${worst.runId}`] as const]),
        ...(status === "running" ? [["watch", `prompts-gpt runs attach ${runId}`] as const] : []),
        ...(isResumable ? [["go on", `prompts-gpt runs resume ${runId}`] as const] : []),
      ],
      columns,
    ),
  ];
}

/** The last one that failed, else the last one; who never began has no record. */
export function worthALook<T extends { readonly status: string | null; readonly durationMs: number }>(
  all: readonly T[],
): T | undefined {
  const begun = all.filter(({ status, durationMs }) => status === null || durationMs > 0);
  return begun.findLast(({ status }) => status === "failed") ?? begun.at(-1);
}

function rowOf(
  { runId, kind, status, durationMs, tokenUsage, score, changedFiles, applied, promptFile }: RunMember,
  {
    isJudged,
    isSeveral,
    isOver,
  }: { readonly isJudged: boolean; readonly isSeveral: boolean; readonly isOver: boolean },
): string[] {
  const changed = changedFiles === null || kind === "judge" ? "-" : plural(changedFiles.length, "file");
  return [
    oneLine(runId.slice(runId.indexOf("/") + 1)),
    status ?? (isOver ? "interrupted" : "running"),
    status === null ? "-" : duration(durationMs),
    tokenUsage === null || tokenUsage.totalTokens === 0 ? "-" : count(tokenUsage.totalTokens),
    ...(isJudged ? [score === null ? "-" : `${bar(score)} ${score.toFixed(2)}`] : []),
    applied === false ? `${changed}, not applied` : changed,
    ...(isSeveral ? [basename(oneLine(promptFile))] : []),
  ];
}
