import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { RUN_FILES } from "../../runs/run-dir.ts";
import { readRun } from "../../runs/run-list.ts";
import type { MemberResult } from "../../runs/member.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { invoke } from "../group/invoke.ts";
import type { AgentWish } from "../group/open.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import { type Comparison, comparePrompt, comparisonSchema, type Pair, parseComparison } from "../rank/compare.ts";
import { pairsOf } from "../rank/rank.ts";
import { settle } from "../rank/settle.ts";

interface Judging {
  /** All that compete, in the order in which they were asked for: what pairs are called goes by that, also after a crash. */
  readonly names: readonly string[];
  readonly results: readonly MemberResult[];
  readonly judge: AgentWish & { readonly provider: string };
  readonly place: GroupPlace;
  readonly prompt: ReadPrompt;
}

/** Has each two that are accepted compared, twice with the order swapped, by an agent that may only read and is told no names. */
export async function judgeAll(judging: Judging): Promise<void> {
  const accepted = judging.names.filter((name) => judging.results.some((one) => one.name === name && one.ok));
  for (const pair of pairsOf(accepted)) {
    if (judging.place.session.signal.aborted) return;
    await judgePair(pair, judging);
  }
}

async function judgePair([first, second]: readonly [string, string], judging: Judging): Promise<void> {
  const { place, prompt, names } = judging;
  const { session, runId } = place;
  // By their numbers: the judge may see what its own record is called.
  const name = `pair-${names.indexOf(first) + 1}-${names.indexOf(second) + 1}`;
  const step = { kind: "match", name, first, second } as const;
  const { settled } = await session.step(`${runId}/${name}.match/1`, step, async () => {
    const task = prompt.source.text;
    const [a, b] = [await diffOf(first, judging), await diffOf(second, judging)];
    const straight = await compare({ task, a, b }, { name, judging });
    const swapped = await compare({ task, a: b, b: a }, { name: `${name}.swapped`, judging });
    return { ...step, settled: settle(straight, swapped) };
  });
  const both = `${first} and ${second}`;
  const words = {
    winner: undefined,
    tie: undefined,
    disagreement: `The judge contradicts itself about ${both}: it took the one that it saw in the same place both times. They count as equal.`,
    unread: `The judge gave no answer about ${both} that could be read. They count as equal.`,
  }[settled.kind];
  if (words !== undefined) await session.emit({ type: "run.warning", message: words });
}

/** As it was recorded; in a lane its last attempt alone counts. */
async function diffOf(name: string, { results, place }: Judging): Promise<string> {
  const { runId = "" } = results.find((one) => one.name === name) ?? {};
  return readFile(join(place.artifactsDir, runId, RUN_FILES.patch), "utf8").catch(() => "");
}

interface Asking {
  readonly name: string;
  readonly judging: Judging;
}

async function compare(pair: Pair, asking: Asking): Promise<Comparison | undefined> {
  const first = await ask(comparePrompt(pair), { ...asking, attempt: 1, schema: comparisonSchema });
  // A service that knows no schemas may refuse one.
  const isRefused = first.kind === "provider-error" || first.kind === "unknown";
  const { output } = isRefused ? await ask(comparePrompt(pair), { ...asking, attempt: 2 }) : first;
  return output === undefined ? undefined : parseComparison(output);
}

interface How extends Asking {
  readonly attempt: number;
  readonly schema?: Readonly<Record<string, unknown>>;
}

async function ask(text: string, { name, attempt, schema, judging }: How) {
  const { judge, place, prompt } = judging;
  const answer = await invoke(
    {
      kind: "judge",
      member: { name, part: prompt.planned.name, promptFile: prompt.planned.promptFile, attempt, ...judge },
      source: { text, findings: [] },
      own: { access: "read", verify: [] },
      ...(schema === undefined ? {} : { answerSchema: schema }),
      summaryLines: 0,
    },
    place,
  );
  if (!answer.ok) return { output: undefined, kind: answer.failure?.kind };
  const run = await readRun(resolve(place.artifactsDir, answer.runId)).catch(() => undefined);
  return { output: run?.state.outcome?.output ?? "", kind: undefined };
}
