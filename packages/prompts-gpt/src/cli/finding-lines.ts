import type { Finding } from "../index.ts";
import type { Style } from "./style.ts";
import { oneLine } from "./text.ts";

export function findingLines({ severity, file, line, message, fix }: Finding, { red, yellow, dim }: Style): string[] {
  const where = file === undefined ? "" : `${oneLine(file)}${line === undefined ? "" : `:${line}`}: `;
  const what = severity === "error" ? red("error:") : yellow("warning:");
  return [`${what} ${where}${oneLine(message)}`, ...(fix === undefined ? [] : [`  ${dim("try:")} ${oneLine(fix)}`])];
}
