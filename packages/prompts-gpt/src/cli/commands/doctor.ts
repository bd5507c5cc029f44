import { doctor as examine } from "../../index.ts";
import type { Command } from "../cli.ts";
import { pairs } from "../layout.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { oneLine } from "../text.ts";
import { listLines } from "./validate.ts";

/** 1 with any error; warnings alone are 0. */
export const doctor: Command = async (call, cli) => {
  const found = await examine(placeOf(call, cli));
  const findings = found.checks.flatMap((check) => check.findings);
  const quiet = call.options.quiet === true;
  const rows = found.checks.map(({ id, summary }) => [id, oneLine(summary)] as const);
  const words = () => [
    ...(quiet ? [] : [...pairs(rows, cli.out.columns()), ""]),
    ...listLines(findings, { quiet, style: cli.out.style }),
  ];
  await present(found, words, { call, cli });
  return found.ok ? 0 : 1;
};
