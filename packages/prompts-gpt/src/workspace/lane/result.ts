import type { BytePath } from "../snapshot/byte-path.ts";
import type { Change } from "./changes.ts";
import type { Base } from "./lane.ts";
import type { RefChange } from "./refs.ts";

/** What a lane holds, kept outside of the repository and of the lane. Plain data. */
export interface LaneResult {
  readonly schemaVersion: 1;
  /** Of the lane. */
  readonly id: string;
  readonly name: string;
  readonly base: Base;
  /** Its tree is the lane's; its history are the commits that the agent has made. */
  readonly commit: string;
  readonly tree: string;
  readonly changed: readonly Change[];
  /** Branches and tags of the repository that are not what they were when the lane was opened. */
  readonly refs: readonly RefChange[];
  /** Repositories in the lane that hold work: it is not in the result, and the lane stays for it. */
  readonly unkept: readonly BytePath[];
  readonly keptAt: string;
}
