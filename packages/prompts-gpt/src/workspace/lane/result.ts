import type { BytePath } from "../snapshot/byte-path.ts";
import type { Base, Held, Mark } from "./lane.ts";
import type { RefChange } from "./refs.ts";

/** What a lane holds, kept outside of the repository and of the lane. Plain data. */
export interface LaneResult extends Held {
  readonly schemaVersion: 1;
  /** Of the lane. */
  readonly id: string;
  readonly name: string;
  readonly base: Base;
  readonly tree: string;
  /** Branches and tags of the repository that are not what they were when the lane was opened. */
  readonly refs: readonly RefChange[];
  /** Repositories in the lane that hold work: it is not in the result, and the lane stays for it. */
  readonly unkept: readonly BytePath[];
  /** Of the lane. */
  readonly start?: string;
  readonly carried?: readonly string[];
  readonly marks?: readonly Mark[];
  readonly keptAt: string;
}
