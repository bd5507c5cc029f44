import type { RunPromptInput } from "../run-input.ts";

/** What every agent invocation of several runs as one has in common: plain data, for the journal too. */
const SHARED = [
  "provider",
  "model",
  "access",
  "sandbox",
  "permissionMode",
  "background",
  "approveMcps",
  "idleTimeoutSeconds",
  "extraArgs",
  "keepProcesses",
  "noSnapshot",
  "snapshotIgnored",
  "allowDestructiveGit",
  "requireGuard",
  "verify",
] as const satisfies readonly (keyof RunPromptInput)[];

export type SharedInput = Pick<RunPromptInput, (typeof SHARED)[number]>;

export function sharedOf(input: SharedInput): SharedInput {
  return Object.fromEntries(SHARED.flatMap((key) => (input[key] === undefined ? [] : [[key, input[key]]])));
}
