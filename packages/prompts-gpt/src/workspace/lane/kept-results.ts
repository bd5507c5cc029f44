import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { gitDirOf } from "../snapshot/git-dirs.ts";
import { isApplied } from "./apply/apply-result.ts";
import { readLanes } from "./lane-record.ts";
import { keptAt, keptIds, keptResult } from "./keep-result.ts";

/** What of a lane is kept, and what it takes. */
export interface KeptResult {
  readonly laneId: string;
  /** Of the run that worked in it. */
  readonly runId: string;
  /** ISO 8601 UTC. */
  readonly keptAt: string;
  readonly bytes: number;
  readonly files: number;
  /** It stands in the working tree. */
  readonly isApplied: boolean;
}

/** All that are kept of lanes of the repository that `top` is a working tree of, oldest first. */
export function listKept(top: string, env: Env): KeptResult[] {
  const here = gitDirOf(top)?.path;
  const open = new Set(readLanes(env).map(({ id }) => id)); // what is kept of those is not all of it yet
  const kept = keptIds(env).flatMap((laneId) => {
    const result = open.has(laneId) ? undefined : keptResult(laneId, env);
    if (result === undefined || here === undefined || gitDirOf(result.base.top)?.path !== here) return [];
    const { name: runId, keptAt: time, changed } = result;
    const bytes = sizeOf(keptAt(laneId, env).folder);
    return [{ laneId, runId, keptAt: time, bytes, files: changed.length, isApplied: isApplied(laneId, env) }];
  });
  return kept.toSorted((a, b) => a.keptAt.localeCompare(b.keptAt));
}

/** On disk; what is being removed meanwhile counts nothing. */
function sizeOf(folder: string): number {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
}
