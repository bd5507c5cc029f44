import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { processEnv } from "../config/environment.ts";
import { dropResult } from "../workspace/lane/keep-result.ts";
import { type KeptResult, listKept } from "../workspace/lane/kept-results.ts";
import { sweepLanes } from "../workspace/lane/sweep-lanes.ts";
import { findTop } from "../workspace/snapshot/git-dirs.ts";
import type { Place } from "./place.ts";

export type { KeptResult };

/** What agents have done in lanes of this repository and is kept, oldest first; lanes of processes that died are taken away before. */
export async function listKeptResults(place: Place = {}): Promise<KeptResult[]> {
  const env = place.env ?? processEnv();
  const top = findTop(realpathSync(resolve(place.cwd ?? ".")));
  if (top === undefined) return [];
  await sweepLanes({ env, top });
  return listKept(top, env);
}

/** A lane whose process has ended, and that stays as not all in it could be kept. */
export interface LeftLane {
  readonly laneId: string;
  /** Why, with its folder; for people. */
  readonly why: string;
}

/** Lanes of this repository that stay until somebody has taken from them what no result has. */
export async function listLeftLanes(place: Place = {}): Promise<LeftLane[]> {
  const top = findTop(realpathSync(resolve(place.cwd ?? ".")));
  if (top === undefined) return [];
  const { left } = await sweepLanes({ env: place.env ?? processEnv(), top });
  return left.map(({ id, why }) => ({ laneId: id, why }));
}

/** Removes these for good, by their `laneId`; what was never applied is somebody's work. Gives the bytes that frees. */
export async function dropKeptResults(laneIds: readonly string[], place: Place = {}): Promise<number> {
  const known = (await listKeptResults(place)).filter(({ laneId }) => laneIds.includes(laneId));
  for (const { laneId } of known) dropResult(laneId, place.env ?? processEnv());
  return known.reduce((sum, { bytes }) => sum + bytes, 0);
}
