import type { Finding } from "../index.ts";
import { labelled } from "./layout.ts";
import type { Terminal } from "./terminal.ts";
import { oneLine } from "./text.ts";

export type FindingPlace = Pick<Terminal, "style" | "isTerminal" | "columns">;

/** As an error is told: what is wrong, in a terminal broken between words, and whole what to type. */
export function findingLines({ severity, file, line, message, fix }: Finding, out: FindingPlace): string[] {
  const { red, yellow, dim } = out.style;
  const where = file === undefined ? "" : `${oneLine(file)}${line === undefined ? "" : `:${line}`}: `;
  const [label, paint] = severity === "error" ? (["error:", red] as const) : (["warning:", yellow] as const);
  const [first = "", ...rest] = labelled(out, label, `${where}${oneLine(message)}`);
  return [`${paint(label)} ${first}`, ...rest, ...(fix === undefined ? [] : [`  ${dim("try:")} ${oneLine(fix)}`])];
}
