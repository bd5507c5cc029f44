import type { Risk } from "../verdict.ts";

/** Uncommitted content would be written over by what `rule` names. */
export function overwriteRisk(rule: string, instead: string): Risk {
  return { rule, reason: "It would discard work that is not committed.", instead, harms: "files" };
}
