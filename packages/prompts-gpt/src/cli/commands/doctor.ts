import { type Checkup, doctor as examine, hideSecrets } from "../../index.ts";
import type { Command } from "../cli.ts";
import { pairs } from "../layout.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { oneLine, toJson } from "../text.ts";
import { listLines } from "./validate.ts";

/** 1 with any error; warnings alone are 0. */
export const doctor: Command = async (call, cli) => {
  const { remote = false, fix = false, sarif = false, quiet = false } = call.options;
  const found = await examine({ ...placeOf(call, cli), remote, fix });
  const exitCode = found.ok ? 0 : 1;
  if (sarif) {
    const { sarifOf } = await import("../sarif.ts");
    await cli.out.write(`${toJson(sarifOf(hideSecrets(found, cli.io.env)), 2)}\n`);
    return exitCode;
  }
  const words = ({ checks }: Checkup) => [
    ...(quiet ? [] : summaryLines(checks, cli)),
    ...listLines(
      checks.flatMap(({ findings }) => findings),
      { quiet, out: cli.out },
    ),
  ];
  await present(found, words, { call, cli });
  return exitCode;
};

function summaryLines(checks: Checkup["checks"], { out }: Parameters<Command>[1]): string[] {
  const rows = checks.map(({ id, summary }) => [id, oneLine(summary)] as const);
  const fixed = checks.flatMap((check) => check.fixed.map((what) => `${out.style.green("fixed:")} ${oneLine(what)}`));
  return [...pairs(rows, out.columns()), "", ...fixed];
}
