import { existsSync } from "node:fs";
import { join } from "node:path";
import { ExecutionError } from "../../errors.ts";
import { ownerState, thisProcess } from "../../process/owner.ts";
import type { Env } from "../../process/spawn.ts";
import { discardLane } from "./discard-lane.ts";
import { type Lane, ownDir } from "./lane.ts";
import { readLanes, writeLane } from "./lane-record.ts";
import { laneResult, type ResultOptions, unkeptText } from "./lane-result.ts";
import type { LaneResult } from "./result.ts";

/** Keeps what a lane holds, then takes the lane away. Throws, and the lane stays, when not all of it could be kept. */
export async function removeLane(lane: Lane, options: ResultOptions): Promise<LaneResult> {
  const result = await laneResult(lane, options);
  if (result.unkept.length > 0) {
    const message = `Work in ${unkeptText(result)} is in no result, as that is a repository of its own: ${lane.top} stays.`;
    throw new ExecutionError(message, `Take it from there, then: git worktree remove --force --force ${lane.top}`);
  }
  await discardLane(lane);
  return result;
}

/** All lanes, or those of one working tree, oldest first. */
export function listLanes({ env, top }: { readonly env: Env; readonly top?: string }): Lane[] {
  return readLanes(env).filter((lane) => top === undefined || lane.base.top === top);
}

/** The lane of a process that died, taken over: undefined when there is none, or its owner lives. */
export async function adoptLane(id: string, env: Env): Promise<Lane | undefined> {
  const lane = readLanes(env).find((one) => one.id === id);
  if (lane?.state !== "open" || !isWhole(lane) || (await ownerState(lane.owner)) !== "gone") return undefined;
  const mine = { ...lane, owner: await thisProcess() };
  writeLane(mine);
  return mine;
}

/** Whether git still knows it. */
export function isWhole(lane: Lane): boolean {
  return existsSync(lane.top) && existsSync(join(ownDir(lane), "HEAD"));
}
