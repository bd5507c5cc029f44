import type { Finding } from "../finding.ts";

/** A file to write, or one of ours to delete. */
export type AgentFile = {
  readonly path: string;
  /** What stood there when it was planned, undefined for nothing: anything else by now is somebody's new text. */
  readonly seen: Uint8Array | undefined;
} & (
  | {
      readonly text: string;
      /** Nothing in it is a person's. */
      readonly isOurs: boolean;
    }
  | { readonly remove: true }
);

/** Stands for what is there and was not read: no plain file, too large, or not to be read by this user. */
export const UNREAD = new Uint8Array();

/** What stands where targets write, by path; may be read when it is asked for: ten thousand files are many. */
export type ExistingFiles = Pick<ReadonlyMap<string, Uint8Array>, "keys" | "get">;

/** A file that changes, or something to be said: an error for a file that was left as it is, else a warning. */
export type PlanStep = AgentFile | Finding;

/** A step after the other, each thought of when it is asked for: the files of ten thousand prompts are too many to be held. */
export type AgentFilesPlan = Iterable<PlanStep>;
