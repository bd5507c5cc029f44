import { diffRun } from "../../index.ts";
import type { Command } from "../cli.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { plain } from "../text.ts";

/** What one run changed, as a patch. 0 also when that is nothing. */
export const runsDiff: Command = async (call, cli) => {
  const runId = call.positionals[0] ?? "";
  const patch = await diffRun({ ...placeOf(call, cli), run: runId });
  await present({ runId, patch }, (shown) => (shown.patch === "" ? [] : [plain(shown.patch).trimEnd()]), { call, cli });
  return 0;
};
