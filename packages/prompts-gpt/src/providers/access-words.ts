import type { Access } from "./provider.ts";

/** From least to most. */
export const ACCESSES = ["read", "write", "full"] as const satisfies readonly Access[];

/** What an agent may do when nobody says anything. */
export const DEFAULT_ACCESS: Access = "write";

/** Words for Codex's `--sandbox`: ours, and the CLI's own. Never its `--full-auto`, which means something weaker. */
export const SANDBOX_ACCESS: Readonly<Record<string, Access>> = {
  "workspace-read": "read",
  "read-only": "read",
  "workspace-write": "write",
  "full-auto": "full",
  "danger-full-access": "full",
};

/**
 * Words of Claude Code's `--permission-mode`. `default` asks before every change, and nobody is there to answer: it can
 * only read. Claude Code 2.1.330 lists it as `manual` and takes both words.
 */
export const PERMISSION_MODE_ACCESS: Readonly<Record<string, Access>> = {
  plan: "read",
  default: "read",
  acceptEdits: "write",
  bypassPermissions: "full",
};

export function isWider(a: Access, b: Access): boolean {
  return ACCESSES.indexOf(a) > ACCESSES.indexOf(b);
}

/** The one of the two that lets an agent do less. */
export function narrower(a: Access, b: Access): Access {
  return isWider(a, b) ? b : a;
}
