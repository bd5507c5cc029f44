import { createLedger, type Ledger, type LedgerTotals } from "./ledger.ts";
import { entryOf } from "./ledger-entry.ts";
import { readMeta } from "./read-meta.ts";
import { metaOf, type RunMeta } from "./record.ts";
import { noRun, readRun, runDirsIn } from "./run-list.ts";

export const USAGE_GROUPS = ["provider", "model", "prompt", "day"] as const;
export type UsageBy = (typeof USAGE_GROUPS)[number];

/** Tokens and US dollars of some runs: what was reported, estimated, and paid by a plan, apart. */
interface UsageSum extends Omit<LedgerTotals, "entries" | "minutes"> {
  readonly runs: number;
}

export interface UsageReport {
  /** ISO 8601 UTC; null: all runs that are kept. */
  readonly since: string | null;
  readonly by: UsageBy;
  /** The one that used most first; days in their order. */
  readonly groups: readonly (UsageSum & { readonly name: string })[];
  readonly total: UsageSum;
}

/** What the runs that are kept have used. The runs inside a sweep or a batch count, not what it says of them as a whole. */
export async function reportUsage(
  artifactsDir: string,
  { since, by }: { readonly since: Date | undefined; readonly by: UsageBy },
): Promise<UsageReport> {
  const from = since?.toISOString() ?? null;
  const total = createLedger({ budget: {} });
  const groups = new Map<string, Ledger>();
  for await (const run of runsIn(artifactsDir, DEEPEST)) {
    if (from !== null && run.startedAt < from) continue;
    const name = nameIn(run, by);
    const group = groups.get(name) ?? createLedger({ budget: {} });
    groups.set(name, group);
    for (const ledger of [total, group]) ledger.settle(entryOf(run));
  }
  const sums = [...groups].map(([name, ledger]) => ({ name, ...sumOf(ledger) }));
  return { since: from, by, groups: sums.toSorted(by === "day" ? byName : byTokens), total: sumOf(total) };
}

/** A run in a sweep in a pipeline; a link that an agent made could go round for ever. */
const DEEPEST = 3;

async function* runsIn(folder: string, deep: number): AsyncGenerator<RunMeta> {
  for (const runDir of await runDirsIn(folder)) {
    const meta = readMeta(runDir) ?? (await fromJournal(runDir));
    const mode: string | undefined = meta?.mode;
    if (meta !== undefined && mode === "run") yield meta;
    else if (meta !== undefined && deep > 1) yield* runsIn(runDir, deep - 1);
  }
}

/** Of a run that is going on, or was killed. */
async function fromJournal(runDir: string): Promise<RunMeta | undefined> {
  const [meta] = await readRun(runDir).then(({ state }) => [metaOf(state)], noRun);
  return meta;
}

function nameIn({ provider, model, promptFile, startedAt }: RunMeta, by: UsageBy): string {
  switch (by) {
    case "provider":
      return provider;
    case "model":
      return model ?? `${provider}'s default`;
    case "prompt":
      return promptFile ?? "(inline)";
    case "day":
      return dayOf(new Date(startedAt));
  }
}

/** On this machine's calendar. */
function dayOf(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function sumOf(ledger: Ledger): UsageSum {
  const { entries: runs, minutes: _minutes, ...sums } = ledger.totals();
  return { runs, ...sums };
}

type Named = UsageSum & { readonly name: string };

function byName(a: Named, b: Named): number {
  return a.name < b.name ? -1 : 1;
}

function byTokens(a: Named, b: Named): number {
  return b.usage.totalTokens - a.usage.totalTokens || byName(a, b);
}
