import type { AgentWish } from "../group/open.ts";
import type { GroupPlan } from "../group/plan.ts";

/** One that competes. */
export interface PlannedCandidate {
  /** Of its member in the record: `provider-codex`. */
  readonly name: string;
  readonly provider: string;
  /** Absent: the agent's own choice. */
  readonly model?: string;
  /** Why it cannot start, and what to type. It fails, and the others go on. */
  readonly problem?: { readonly message: string; readonly fix: string };
}

/** What is known of a race before it starts; `--dry-run` prints it, and its journal keeps it. */
export interface ParallelPlan extends GroupPlan {
  readonly mode: "parallel";
  readonly candidates: readonly PlannedCandidate[];
  readonly concurrency: number;
  readonly firstVerified: boolean;
  readonly judge?: AgentWish & { readonly provider: string };
  readonly apply: "best" | "none";
  readonly allowFailedLanes: boolean;
  /** Seconds for each; the configured ones where it is absent. */
  readonly timeoutSeconds?: number;
}
