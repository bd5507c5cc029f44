import { stopRun } from "../../index.ts";
import type { Command } from "../cli.ts";
import { present } from "../present.ts";
import { plural } from "../quantities.ts";
import { runPlace } from "../place.ts";

/** 0 when the run is over, also when it was before. */
export const runsStop: Command = async (call, cli) => {
  const place = runPlace(call, cli);
  const { runId } = place;
  const { status, orphans } = await stopRun(place);
  const ended = orphans === 0 ? "" : `; ended ${plural(orphans, "process")} that it had left`;
  await present({ runId, status, orphans }, (shown) => [`${shown.runId}: ${status}${ended}`], { call, cli });
  return 0;
};
