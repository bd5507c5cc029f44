import type { Lane } from "./lane.ts";
import { writeLane } from "./lane-record.ts";
import { laneResult, type ResultOptions } from "./lane-result.ts";

/** Writes down how a lane is before a member begins to work in it: kept with its results, so that another lane can begin with that. Gives the lane that knows it. */
export async function markLane(lane: Lane, of: string, options: ResultOptions): Promise<Lane> {
  const { commit, changed } = await laneResult(lane, options);
  const marked = { ...lane, marks: [...(lane.marks ?? []), { of, commit, changed }] };
  writeLane(marked);
  return marked;
}
