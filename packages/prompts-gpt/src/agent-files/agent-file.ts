import type { Finding } from "../finding.ts";

/** A file to write, or one of ours to delete. */
export type AgentFile =
  | { readonly path: string; readonly bytes: Uint8Array }
  | { readonly path: string; readonly remove: true };

/** What stands where targets write, by path; may be read when it is asked for: ten thousand files are many. */
export type ExistingFiles = Pick<ReadonlyMap<string, Uint8Array>, "keys" | "get">;

export interface AgentFilesPlan {
  /** Only what changes, sorted by path. */
  readonly files: readonly AgentFile[];
  /** Errors: a file that was left as it is. Warnings: what a prompt's text lost. */
  readonly findings: readonly Finding[];
}
