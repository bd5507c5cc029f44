import type { RunFacts } from "../../agent/events.ts";
import type { OpenGroup } from "./open.ts";

/** What is known beside the plan before several runs start. */
export interface GroupPreview extends Pick<RunFacts, "provider" | "providerReason" | "access"> {
  /** Null: the agent's own choice. */
  readonly model: string | null;
  /** Commands that decide whether a result is accepted. */
  readonly verify: readonly string[];
  readonly warnings: readonly string[];
}

export function previewOf({ facts, verify, warnings }: OpenGroup): GroupPreview {
  const { provider, providerReason, access, model = null } = facts;
  return { provider, providerReason, access, model, verify, warnings: warnings.map(({ message }) => message) };
}
