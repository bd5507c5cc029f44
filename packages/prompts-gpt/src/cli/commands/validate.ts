import { validate as check, type Finding } from "../../index.ts";
import type { Command } from "../cli.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { plural } from "../quantities.ts";
import type { Style } from "../style.ts";
import { oneLine } from "../text.ts";

/** 4 with any error, whatever it is about; warnings alone are 0. */
export const validate: Command = async (call, cli) => {
  const findings = await check({ ...placeOf(call, cli), paths: call.positionals });
  const errors = findings.filter(({ severity }) => severity === "error");
  const shown = call.options.quiet ? errors : findings;
  const summary = [`${plural(errors.length, "error")}, ${plural(findings.length - errors.length, "warning")}`];
  const words = () => [
    ...shown.flatMap((finding) => findingLines(finding, cli.out.style)),
    ...(call.options.quiet ? [] : summary),
  ];
  await present({ ok: errors.length === 0, findings }, words, { call, cli });
  return errors.length === 0 ? 0 : 4;
};

export function findingLines({ severity, file, line, message, fix }: Finding, { red, yellow, dim }: Style): string[] {
  const where = file === undefined ? "" : `${oneLine(file)}${line === undefined ? "" : `:${line}`}: `;
  const what = severity === "error" ? red("error:") : yellow("warning:");
  return [`${what} ${where}${oneLine(message)}`, ...(fix === undefined ? [] : [`  ${dim("try:")} ${oneLine(fix)}`])];
}
