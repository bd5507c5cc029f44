import { showRun } from "../../index.ts";
import type { Command } from "../cli.ts";
import { pairs } from "../layout.ts";
import { present } from "../present.ts";
import { duration } from "../quantities.ts";
import { endingOf } from "../reporters/ending-of.ts";
import { factsOf, failureLines } from "../reporters/ending.ts";
import { runPlace } from "../place.ts";
import type { Terminal } from "../terminal.ts";
import { memberLines } from "../member-lines.ts";
import { oneLine } from "../text.ts";

type Details = Awaited<ReturnType<typeof showRun>>;

/** 0 whatever became of the run: the question was answered. */
export const runsShow: Command = async (call, cli) => {
  const details = await showRun(runPlace(call, cli));
  await present(details, (shown) => detailLines(shown, cli.out), { call, cli });
  return 0;
};

/** A candidate that ended well, and changed something. */
function isToTake({ kind, status, changedFiles }: Details["members"][number]): boolean {
  return kind === "member" && status === "succeeded" && changedFiles?.length !== 0;
}

function detailLines(details: Details, { style, columns }: Pick<Terminal, "style" | "columns">): string[] {
  const {
    runId,
    status,
    durationMs,
    provider,
    model,
    mode,
    promptFile,
    startedAt,
    warnings,
    sessionId,
    files,
    earlier,
    members,
  } = details;
  const ending = endingOf(details);
  const isGroup = mode !== "run";
  const rows: (readonly [string, string])[] = [
    ["status", `${status} after ${duration(durationMs)}`],
    ["started", startedAt],
    ["prompt", promptFile ?? (mode === "sweep" || mode === "batch" ? "several files" : "given inline")],
    ...(earlier.length === 0 ? [] : [["continues", earlier.join(", which continues ")] as const]),
    ["agent", model === null ? provider : `${provider}, ${model}`],
    ...factsOf(ending).filter(([name]) => !isGroup || name !== "changed"), // the members say it
    ["files", files.join(" ")],
    ...(mode === "parallel" && members.some(isToTake) ? [["take it", `prompts-gpt runs apply ${runId}`] as const] : []),
    ...(sessionId === null ? [] : [["session", sessionId] as const]),
    ...warnings.map((warning) => ["warning", warning] as const),
  ];
  const shown = rows.map(([name, value]) => [name, oneLine(value)] as const);
  return [
    style.bold(oneLine(runId)),
    ...pairs(shown, columns()),
    ...failureLines(ending, style),
    ...(isGroup ? memberLines(details, columns()) : []),
  ];
}
