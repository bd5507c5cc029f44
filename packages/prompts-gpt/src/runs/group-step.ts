import type { Evaluation } from "./evaluation.ts";
import type { Settled } from "./settled.ts";

/** What a step of a group gave that is no agent invocation: `kind` tells them apart in its journal. */
export type GroupStep =
  | {
      readonly kind: "score";
      /** The iteration that was judged. */
      readonly name: string;
      readonly evaluation: Evaluation;
      readonly demand: { readonly criteria: readonly string[]; readonly passThreshold: number };
      readonly provider: string;
      readonly model: string | null;
    }
  | { readonly kind: "commit"; readonly name: string; readonly branch: string; readonly commit: string | null }
  | {
      readonly kind: "apply";
      readonly name: string;
      readonly laneId: string;
      readonly isApplied: boolean;
      /** Nothing was changed where there are any. */
      readonly conflicts: readonly { readonly path: string; readonly why: string }[];
      readonly why?: string;
    }
  /** Two results were compared by a judge; `name` is that of the comparison. */
  | {
      readonly kind: "match";
      readonly name: string;
      readonly first: string;
      readonly second: string;
      readonly settled: Settled;
    }
  /** A plan that an agent made: as it was proposed, and as it was accepted. */
  | {
      readonly kind: "plan";
      readonly name: "plan.proposal" | "plan.accept";
      /** A pipeline file; with problems, an agent's answer that is none. */
      readonly text: string;
      /** What was settled of each step, as its mode keeps it; none of a proposal. */
      readonly steps: readonly unknown[];
      readonly problems: readonly string[];
    }
  /** How the folder and its repository stood before the first lane was opened. */
  | {
      readonly kind: "start";
      readonly name: string;
      readonly commit: string;
      readonly head: string | undefined;
      readonly outside: unknown;
    }
  /** A lane that all members share was opened. */
  | {
      readonly kind: "lane";
      readonly name: string;
      readonly laneId: string;
      /** The commit of an earlier one that it goes on from; null: it begins with the base. */
      readonly start: string | null;
    }
  | { readonly kind: "rolled-back"; readonly name: string; readonly snapshot: string | null };

const KINDS: ReadonlySet<unknown> = new Set<GroupStep["kind"]>([
  "score",
  "commit",
  "apply",
  "match",
  "plan",
  "start",
  "lane",
  "rolled-back",
]);

export function isGroupStep(output: unknown): output is GroupStep {
  return typeof output === "object" && output !== null && "kind" in output && KINDS.has(output.kind);
}
