import { validate as check, type Finding } from "../../index.ts";
import type { Command } from "../cli.ts";
import { findingLines, type FindingPlace } from "../finding-lines.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { plural } from "../quantities.ts";

/** 4 with any error, whatever it is about; warnings alone are 0. */
export const validate: Command = async (call, cli) => {
  const findings = await check({ ...placeOf(call, cli), paths: call.positionals });
  const ok = errorsIn(findings).length === 0;
  const words = (shown: { readonly findings: readonly Finding[] }) =>
    listLines(shown.findings, { quiet: call.options.quiet === true, out: cli.out });
  await present({ ok, findings }, words, { call, cli });
  return ok ? 0 : 4;
};

/** All findings and how many they are; `quiet`: the errors alone. */
export function listLines(
  findings: readonly Finding[],
  { quiet, out }: { readonly quiet: boolean; readonly out: FindingPlace },
): string[] {
  const errors = errorsIn(findings);
  const shown = (quiet ? errors : findings).flatMap((finding) => findingLines(finding, out));
  if (quiet) return shown;
  return [...shown, `${plural(errors.length, "error")}, ${plural(findings.length - errors.length, "warning")}`];
}

function errorsIn(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ severity }) => severity === "error");
}
