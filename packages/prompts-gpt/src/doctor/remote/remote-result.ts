import type { Advice } from "../../finding.ts";
import type { Looked } from "../check.ts";

/** Whatever a machine for runs without people lacks is an error: it would be seen in the middle of the night. */
export function ready(summary: string): Looked {
  return { summary, facts: { ready: "yes" }, findings: [] };
}

export function notReady(summary: string, findings: readonly Omit<Advice, "severity">[]): Looked {
  const errors = findings.map((finding): Advice => ({ ...finding, severity: "error" }));
  return { summary, facts: { ready: "no" }, findings: errors };
}
