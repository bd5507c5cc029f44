import type { Finding } from "../finding.ts";

/** A file to write, or one of ours to delete. */
export type AgentFile =
  | {
      readonly path: string;
      readonly bytes: Uint8Array;
      /** What stood there when it was planned: anything else by now is somebody's new text. */
      readonly seen?: Uint8Array;
    }
  | { readonly path: string; readonly remove: true };

/** Stands for what is there and was not read: no plain file, too large, or not to be read by this user. */
export const UNREAD = new Uint8Array();

export interface AgentFilesPlan {
  /** Only what changes, sorted by path. */
  readonly files: readonly AgentFile[];
  /** Errors: a file that was left as it is. Warnings: what a prompt's text lost. */
  readonly findings: readonly Finding[];
}
