import { candidateRunId, ConfigError, diffRun, diffRuns } from "../../index.ts";
import type { Command } from "../cli.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { plain } from "../text.ts";

/** What one run changed, or how two results differ, as a patch. 0 also when that is nothing. */
export const runsDiff: Command = async (call, cli) => {
  const place = placeOf(call, cli);
  const [named = "", other] = call.positionals;
  const { candidate } = call.options;
  if (candidate !== undefined && other !== undefined)
    throw new ConfigError("--candidate names one of a run, and two are named.", "Leave out --candidate.");
  const run = candidate === undefined ? named : await candidateRunId({ ...place, runId: named, candidate });
  const patch =
    other === undefined ? await diffRun({ ...place, run }) : await diffRuns({ ...place, from: run, to: other });
  const shown = other === undefined ? { runId: run, patch } : { from: run, to: other, patch };
  await present(shown, (one) => (one.patch === "" ? [] : [plain(one.patch).trimEnd()]), { call, cli });
  return 0;
};
