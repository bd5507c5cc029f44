import { type Checkup, doctor as examine } from "../../index.ts";
import type { Command } from "../cli.ts";
import { pairs } from "../layout.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { oneLine } from "../text.ts";
import { listLines } from "./validate.ts";

/** 1 with any error; warnings alone are 0. */
export const doctor: Command = async (call, cli) => {
  const found = await examine(placeOf(call, cli));
  const quiet = call.options.quiet === true;
  const words = ({ checks }: Checkup) => [
    ...(quiet
      ? []
      : [
          ...pairs(
            checks.map(({ id, summary }) => [id, oneLine(summary)] as const),
            cli.out.columns(),
          ),
          "",
        ]),
    ...listLines(
      checks.flatMap(({ findings }) => findings),
      { quiet, style: cli.out.style },
    ),
  ];
  await present(found, words, { call, cli });
  return found.ok ? 0 : 1;
};
