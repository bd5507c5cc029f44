import type { BytePath } from "../snapshot/byte-path.ts";
import { join } from "node:path";
import type { Owner } from "../../process/owner.ts";
import type { Change } from "./change.ts";

/** What a lane begins with: a commit whose tree is the user's working tree as it was. Plain data. */
export interface Base {
  /** The top of the user's working tree. Absolute, without links. */
  readonly top: string;
  /** HEAD itself where nothing was changed, else a commit on top of it that no branch names. */
  readonly commit: string;
  /** Undefined before the first commit. */
  readonly head: string | undefined;
  /** Repositories in the user's working tree that are not in the commit, as they have none themselves yet. */
  readonly unborn?: readonly BytePath[];
}

/** What a lane held at some time. Plain data. */
export interface Held {
  /** Its tree is the lane's; its history are the commits that were made in it. */
  readonly commit: string;
  /** Against the base. */
  readonly changed: readonly Change[];
}

/** How a lane that several members share was before one of them began. */
export interface Mark extends Held {
  /** Run id of that member. */
  readonly of: string;
}

/** A working tree of its own for one agent, linked to the user's repository. Plain data, one JSON file beside its folder. */
export interface Lane {
  readonly schemaVersion: 1;
  /** Names its folder, and it among the worktrees of the repository. */
  readonly id: string;
  /** As the caller calls it. */
  readonly name: string;
  readonly base: Base;
  /** What all worktrees share, and the user's own: absolute. */
  readonly gitDir: string;
  /** The top of its working tree. Absolute, without links. */
  readonly top: string;
  /** The folder in it that stands for the one that the lane was opened for: a project may lie below the top. */
  readonly root: string;
  readonly owner: Owner;
  readonly createdAt: string;
  /** `opening`: nobody has worked in it yet. */
  readonly state: "opening" | "open" | "removing";
  readonly ports: PortRange;
  /** What of the user's folder is not in it, and why; for people. */
  readonly missing: readonly string[];
  /** What it was filled with, where that is not the base: it goes on from an earlier one. */
  readonly start?: string;
  /** Members that had worked in what it was filled with; run ids. */
  readonly carried?: readonly string[];
  /** In the order in which they were taken. */
  readonly marks?: readonly Mark[];
}

/** Ports that no other lane was given. */
export interface PortRange {
  readonly base: number;
  readonly count: number;
}

/** What is to be set for whatever runs in the lane. */
export function laneEnv({ ports }: Pick<Lane, "ports">): Readonly<Record<string, string>> {
  return { PROMPTS_GPT_PORT_BASE: String(ports.base), PROMPTS_GPT_PORT_COUNT: String(ports.count) };
}

/** The commit that it was filled with. */
export function startOf({ start, base }: Pick<Lane, "start" | "base">): string {
  return start ?? base.commit;
}

/** Where git keeps its HEAD and index. */
export function ownDir({ gitDir, id }: Pick<Lane, "gitDir" | "id">): string {
  return join(gitDir, "worktrees", id);
}
