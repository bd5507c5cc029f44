import { byteSize } from "../../byte-size.ts";
import {
  ConfigError,
  dropKeptResults,
  type KeptResult,
  type LeftLane,
  listKeptResults,
  listLeftLanes,
  pruneSnapshots,
} from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { isInteractive } from "../interactive.ts";
import { table } from "../layout.ts";
import type { Call } from "../parse.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { ago, plural } from "../quantities.ts";
import { oneLine } from "../text.ts";

interface Where {
  readonly call: Call;
  readonly cli: Cli;
}

/** Removes old snapshots of this folder; what agents did in lanes only when that is asked for. Says what each takes and frees. */
export const runsGc: Command = async (call, cli) => {
  const dryRun = call.options.dryRun === true;
  const place = placeOf(call, cli);
  const [results, lanesLeft] = [await listKeptResults(place), await listLeftLanes(place)];
  const pruned = await pruneSnapshots({ ...place, dryRun }).catch((error: unknown) => {
    // Where nothing was ever kept there is nothing to look through.
    if (!(error instanceof ConfigError) || results.length + lanesLeft.length === 0) throw error;
    return undefined;
  });
  const drops = !dryRun && results.length > 0 && (await mayDrop(results, { call, cli }));
  const ids = results.map(({ laneId }) => laneId);
  const resultsFreed = drops ? await dropKeptResults(ids, place) : 0;
  const found = { ...pruned, results, lanesLeft, resultsRemoved: drops ? ids : [], resultsFreed };
  await present(found, (shown) => [...snapshotLines(shown, dryRun), ...resultLines(shown), ...leftLines(shown)], {
    call,
    cli,
  });
  return 0;
};

/** Somebody's work goes only when that one says so. */
async function mayDrop(results: readonly KeptResult[], { call, cli }: Where): Promise<boolean> {
  if (call.options.yes === true) return true;
  if (!isInteractive(call, cli)) return false;
  await cli.err.write(`${keptTable(results).join("\n")}\n`);
  const { openQuestions } = await import("../ask/questions.ts");
  const unapplied = results.filter(({ isApplied }) => !isApplied).length;
  const which = unapplied === 0 ? "all of them applied" : `${unapplied} of them never applied`;
  return openQuestions(cli, "prompts-gpt runs gc --yes").confirm(
    `Remove ${plural(results.length, "result")} for good (${byteSize(sum(results))}; ${which})?`,
  );
}

type Pruned = Partial<Awaited<ReturnType<typeof pruneSnapshots>>>;

function snapshotLines(
  { removed = [], kept = 0, bytesBefore = 0, bytesAfter = 0, store }: Pruned,
  dryRun: boolean,
): string[] {
  if (store === undefined) return [];
  return [
    `${dryRun ? "Would remove" : "Removed"} ${plural(removed.length, "snapshot")}; ${plural(kept, "snapshot")} kept.`,
    dryRun
      ? `${byteSize(bytesBefore)} in ${store}`
      : `${byteSize(bytesBefore - bytesAfter)} freed; ${byteSize(bytesAfter)} left in ${store}`,
  ];
}

interface Results {
  readonly results: readonly KeptResult[];
  readonly resultsRemoved: readonly string[];
  readonly resultsFreed: number;
}

function resultLines({ results, resultsRemoved, resultsFreed }: Results): string[] {
  if (results.length === 0) return [];
  if (resultsRemoved.length > 0)
    return [`Removed ${plural(resultsRemoved.length, "result")} of lanes; ${byteSize(resultsFreed)} freed.`];
  return [
    `${plural(results.length, "result")} of lanes kept, ${byteSize(sum(results))}. To remove them for good: prompts-gpt runs gc --yes`,
    ...keptTable(results),
  ];
}

/** Nothing here takes these away: what stands in them stands nowhere else. */
function leftLines({ lanesLeft }: { readonly lanesLeft: readonly LeftLane[] }): string[] {
  return lanesLeft.map(({ laneId, why }) => `The lane ${laneId}: ${oneLine(why)}`);
}

/** The runs are never cut: their ends tell candidates apart, and somebody is asked which of them may go. */
function keptTable(results: readonly KeptResult[]): string[] {
  const now = Date.now();
  const rows = results.map(({ bytes, keptAt, files, isApplied, runId }) => [
    byteSize(bytes),
    ago(keptAt, now),
    plural(files, "file"),
    isApplied ? "applied" : "not applied",
    oneLine(runId),
  ]);
  return table(["SIZE", "AGO", "CHANGED", "STATE", "RUN"], rows, Number.MAX_SAFE_INTEGER);
}

function sum(results: readonly KeptResult[]): number {
  return results.reduce((all, { bytes }) => all + bytes, 0);
}
