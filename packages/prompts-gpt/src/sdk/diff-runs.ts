import { realpathSync } from "node:fs";
import { ConfigError } from "../errors.ts";
import { redactorOf } from "../modes/redactor.ts";
import { findNamedDir } from "../runs/find-run.ts";
import { readRun } from "../runs/run-list.ts";
import { listSnapshots, storeAbove } from "../workspace/snapshot/catalogue.ts";
import { findLaneMember } from "./lane-results.ts";
import { openPlace, type OpenedPlace, type Place } from "./place.ts";

export interface DiffRunsInput extends Place {
  /** A run, a member of several as one (`<its id>/provider-codex`), or a parallel run: its best candidate. */
  readonly from: string;
  /** The same, or the name of another candidate beside `from`. */
  readonly to: string;
}

/** What would have to be changed to make the result of one run that of another, as a patch. Throws a ConfigError without trees. */
export async function diffRuns({ from, to, ...where }: DiffRunsInput): Promise<string> {
  const place = await openPlace(where);
  const one = await runIdOf(from, place);
  const beside = one.split("/")[0] ?? one;
  const other = await runIdOf(to, place).catch(async (error: unknown) => {
    if (!(error instanceof ConfigError) || to.includes("/")) throw error;
    return memberOf({ runId: beside, candidate: to }, place);
  });
  return diffTrees([one, other], place);
}

/** The member of several runs as one that is meant: for what goes by run ids. */
export async function candidateRunId({ runId, candidate, ...where }: Place & { runId: string; candidate: string }) {
  return memberOf({ runId, candidate }, await openPlace(where));
}

async function memberOf(wish: { runId: string; candidate?: string }, place: OpenedPlace): Promise<string> {
  return (await findLaneMember(wish, place)).member.runId;
}

async function runIdOf(name: string, place: OpenedPlace): Promise<string> {
  if (name.includes("/")) return memberOf({ runId: name }, place);
  const { state } = await readRun(await findNamedDir(place.artifactsDir, name));
  return state.mode === "parallel" ? memberOf({ runId: state.runId }, place) : state.runId;
}

async function diffTrees(runs: readonly [string, string], { cwd, env, loaded }: OpenedPlace): Promise<string> {
  const store = storeAbove(realpathSync(cwd), env);
  const known = store === undefined ? [] : listSnapshots(store);
  const trees = runs.map((run) => {
    const tree = known.find(({ of, reason }) => of === run && reason === "run")?.trees?.[1];
    if (tree !== undefined) return tree;
    throw new ConfigError(`Of run ${run} no trees were kept: pruned, or never taken.`, `prompts-gpt runs show ${run}`);
  });
  const how = ["diff-tree", "-r", "-p", "--no-color", "--no-ext-diff", "--no-textconv"];
  const patch = await store?.git([...how, ...trees]);
  if (patch === undefined)
    throw new ConfigError(`The trees of ${runs.join(" and ")} are gone from ${store?.path}.`, "prompts-gpt runs list");
  return redactorOf(loaded, env).text(patch.toString("utf8"));
}
