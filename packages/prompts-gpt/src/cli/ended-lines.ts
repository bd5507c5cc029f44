import type { RunStatus } from "../index.ts";
import { table } from "./layout.ts";
import { duration } from "./quantities.ts";
import type { Terminal } from "./terminal.ts";
import { oneLine } from "./text.ts";

interface Ended {
  readonly status: RunStatus;
  readonly totalDurationMs: number;
  readonly error?: string;
}

interface Members {
  readonly header: readonly string[];
  readonly rows: readonly string[][];
}

/** How several runs as one ended, and a line for each of them. */
export function endedLines(
  { status, totalDurationMs, error }: Ended,
  { header, rows }: Members,
  { style, columns }: Pick<Terminal, "style" | "columns">,
): string[] {
  const colour = { succeeded: style.green, failed: style.red, cancelled: style.yellow }[status];
  return [
    "",
    `${style.bold(colour(status))} after ${duration(totalDurationMs)}`,
    ...(error === undefined ? [] : [`${style.red("error:")} ${oneLine(error)}`]),
    ...(rows.length === 0 ? [] : ["", ...table(header, rows, columns())]),
    "",
  ];
}
