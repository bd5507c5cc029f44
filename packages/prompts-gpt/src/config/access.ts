import type { Access } from "../providers/provider.ts";

/** From least to most. */
export const ACCESSES = ["read", "write", "full"] as const satisfies readonly Access[];

/** What an agent may do when nobody says anything. */
export const DEFAULT_ACCESS: Access = "write";

/** Codex's words: ours from the specification, and those of its own `-s`. */
export const SANDBOX_ACCESS: Readonly<Record<string, Access>> = {
  "workspace-read": "read",
  "read-only": "read",
  "workspace-write": "write",
  "full-auto": "full",
  "danger-full-access": "full",
};

/** Claude's words. Without a terminal to ask, its `default` refuses every edit: it can only read. */
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
