import { byteSize } from "../../byte-size.ts";
import { pruneSnapshots } from "../../index.ts";
import type { Command } from "../cli.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { plural } from "../quantities.ts";

/** Removes old snapshots of this folder; says what that frees. */
export const runsGc: Command = async (call, cli) => {
  const dryRun = call.options.dryRun === true;
  const pruned = await pruneSnapshots({ ...placeOf(call, cli), dryRun });
  const lines = ({ removed, kept, bytesBefore, bytesAfter, store }: typeof pruned) => [
    `${dryRun ? "Would remove" : "Removed"} ${plural(removed.length, "snapshot")}; ${plural(kept, "snapshot")} kept.`,
    dryRun
      ? `${byteSize(bytesBefore)} in ${store}`
      : `${byteSize(bytesBefore - bytesAfter)} freed; ${byteSize(bytesAfter)} left in ${store}`,
  ];
  await present(pruned, lines, { call, cli });
  return 0;
};
