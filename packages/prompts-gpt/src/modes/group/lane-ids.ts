import { realpathSync } from "node:fs";
import type { Env } from "../../process/spawn.ts";
import type { RunState } from "../../runs/fold.ts";
import { keptResult } from "../../workspace/lane/keep-result.ts";
import type { LaneResult } from "../../workspace/lane/result.ts";
import { findTop, gitDirOf } from "../../workspace/snapshot/git-dirs.ts";

/** The lanes that a group has had whose members share one, in their order, as its journal says. */
export function lanesOf({ steps }: Pick<RunState, "steps">) {
  return steps.flatMap((step) => (step.kind === "lane" ? [step] : []));
}

export function laneIdsOf(state: Pick<RunState, "steps">): readonly string[] {
  return lanesOf(state).map(({ laneId }) => laneId);
}

/** Of the step that opens it; counted from 1. */
export function laneKey(runId: string, number: number): string {
  return `${runId}/lane.open/${number}`;
}

/** What is kept of this run's lane. The journal stands where agents can write, the result does not: it has to be this run's, and of this repository. */
export function ownResult(
  id: string,
  { runId, cwd, env }: { readonly runId: string; readonly cwd: string; readonly env: Env },
): LaneResult | undefined {
  const result = LANE_ID.test(id) ? keptResult(id, env) : undefined;
  return result?.name === runId && isMadeHere(result, cwd) ? result : undefined;
}

/** Whether it was made in the repository that this folder is in, be it in another working tree of it. */
export function isMadeHere({ base }: Pick<LaneResult, "base">, cwd: string): boolean {
  const top = findTop(realpathSync(cwd));
  const here = top === undefined ? undefined : gitDirOf(top)?.path;
  return here !== undefined && gitDirOf(base.top)?.path === here;
}

/** A folder's name, and nothing that leads out of it. */
export const LANE_ID = /^[A-Za-z0-9-]{1,64}$/;
