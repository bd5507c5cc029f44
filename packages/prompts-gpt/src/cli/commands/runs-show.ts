import { showRun } from "../../index.ts";
import type { Command } from "../cli.ts";
import { pairs, table } from "../layout.ts";
import { present } from "../present.ts";
import { count, duration } from "../quantities.ts";
import { endingOf } from "../reporters/ending-of.ts";
import { factsOf, failureLines } from "../reporters/ending.ts";
import { runPlace } from "../place.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";

type Details = Awaited<ReturnType<typeof showRun>>;

/** 0 whatever became of the run: the question was answered. */
export const runsShow: Command = async (call, cli) => {
  const details = await showRun(runPlace(call, cli));
  await present(details, (shown) => detailLines(shown, cli.out), { call, cli });
  return 0;
};

function detailLines(details: Details, { style, columns }: Pick<Terminal, "style" | "columns">): string[] {
  const { runId, status, durationMs, provider, model, promptFile, startedAt, warnings, sessionId, files, earlier } =
    details;
  const ending = endingOf(details);
  const rows: (readonly [string, string])[] = [
    ["status", `${status} after ${duration(durationMs)}`],
    ["started", startedAt],
    ["prompt", promptFile ?? (details.mode === "run" ? "given inline" : "several files")],
    ...(earlier.length === 0 ? [] : [["continues", earlier.join(", which continues ")] as const]),
    ["agent", model === null ? provider : `${provider}, ${model}`],
    ...factsOf(ending),
    ["files", files.join(" ")],
    ...(sessionId === null ? [] : [["session", sessionId] as const]),
    ...warnings.map((warning) => ["warning", warning] as const),
  ];
  const shown = rows.map(([name, value]) => [name, oneLine(value)] as const);
  return [
    style.bold(oneLine(runId)),
    ...pairs(shown, columns()),
    ...memberLines(details, columns()),
    ...failureLines(ending, style),
  ];
}

/** Of a sweep or a batch: a line for each run that it came to, by the id that shows it. */
function memberLines({ parts = [] }: Details, columns: number): string[] {
  const members = parts.flatMap((part) => part.members);
  if (members.length === 0) return [];
  const rows = members.map(({ runId, status, durationMs, tokenUsage, changedFiles, provider }) => [
    oneLine(runId),
    status,
    duration(durationMs),
    tokenUsage.totalTokens > 0 ? count(tokenUsage.totalTokens) : "-",
    changedFiles === null ? "-" : String(changedFiles.length),
    oneLine(provider),
  ]);
  return ["", ...table(["RUN", "STATUS", "TIME", "TOKENS", "FILES", "AGENT"], rows, columns), ""];
}
