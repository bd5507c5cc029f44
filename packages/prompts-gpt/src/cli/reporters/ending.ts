import { pairs } from "../layout.ts";
import { duration, plural, usageText } from "../quantities.ts";
import type { Style } from "../style.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine, plain } from "../text.ts";
import type { Ending } from "./reporter.ts";

const shownFiles = 20;

/** How a run ended, in lines: the answer, the outcome, what changed and what it cost, and what to type next. */
export function endingLines(ending: Ending, { style, columns }: Pick<Terminal, "style" | "columns">): string[] {
  const answer = plain(ending.output).trim();
  const next = ["next", `prompts-gpt runs show ${ending.runId}`] as const;
  const changed = ending.changedFiles === null || ending.changedFiles.length > 0;
  const undo = ending.snapshot !== null && changed ? [["undo", `prompts-gpt restore ${ending.runId}`] as const] : [];
  return [
    ...(answer === "" ? [] : ["", ...answer.split("\n")]),
    "",
    outcomeLine(ending, style),
    ...failureLines(ending, style),
    ...pairs([...factsOf(ending), next, ...undo], columns()),
  ];
}

/** Why there was no success, and what to do about it. */
export function failureLines({ status, failure, error }: Ending, style: Style): string[] {
  if (status === "succeeded") return [];
  if (!failure) return !error ? [] : [`${style.red("error:")} ${oneLine(error)}`];
  const reset = failure.resetAt === undefined ? [] : [`  ${style.dim("resets:")} ${oneLine(failure.resetAt)}`];
  const fix = `  ${style.dim("try:")} ${oneLine(failure.fix)}`;
  return [`${style.red("error:")} ${oneLine(failure.message)}`, fix, ...reset];
}

/** What a run did, as names and values; what there is nothing to say about is left out. */
export function factsOf(ending: Omit<Ending, "status" | "output">): (readonly [string, string])[] {
  const { changedFiles, tokenUsage, denied, leftProcesses, runDir } = ending;
  const files = (changedFiles ?? []).slice(0, shownFiles).map((file) => ["", oneLine(file)] as const);
  const more = (changedFiles?.length ?? 0) - files.length;
  return [
    ["changed", changedText(changedFiles)],
    ...files,
    ...(more > 0 ? [["", `and ${more} more`] as const] : []),
    ...(tokenUsage.totalTokens > 0 ? [["tokens", usageText(tokenUsage)] as const] : []),
    ...(denied > 0 ? [["denied", plural(denied, "tool call")] as const] : []),
    ...leftProcesses.map(({ pid, command }) => ["left", `process ${pid}: ${oneLine(command)}`] as const),
    ["record", oneLine(runDir)],
  ];
}

function changedText(files: readonly string[] | null): string {
  if (files === null) return "not compared";
  return files.length === 0 ? "no files" : plural(files.length, "file");
}

export function outcomeLine({ status, durationMs }: Ending, { bold, green, red, yellow }: Style): string {
  const colour = {
    succeeded: green,
    failed: red,
    cancelled: yellow,
    interrupted: red,
    running: yellow,
    unknown: yellow,
  }[status];
  return `${bold(colour(status))} after ${duration(durationMs)}`;
}
