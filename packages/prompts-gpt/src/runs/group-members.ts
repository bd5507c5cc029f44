import type { RunStatus } from "../agent/events.ts";
import type { TokenUsage } from "../providers/provider.ts";
import type { RunState } from "./fold.ts";

/** One invocation of several runs as one, each attempt of its own, in the order in which they began. */
export interface RunMember {
  /** `sweep-…/iteration-2`: for `showRun`, `diffRun` and the like. */
  readonly runId: string;
  readonly name: string;
  /** `judge`: it scores another one. */
  readonly kind: "member" | "judge";
  readonly promptFile: string;
  /** Of a sweep: which iteration of how many. */
  readonly iteration: { readonly number: number; readonly of: number } | null;
  /** Null: it has not ended, or its process was killed. */
  readonly status: RunStatus | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly durationMs: number;
  readonly tokenUsage: TokenUsage | null;
  /** At most 200. Null: not compared. */
  readonly changedFiles: readonly string[] | null;
  /** Mean of all criteria, 0 to 1; null where there is none. */
  readonly score: number | null;
  /** Whether what it changed in its lane was brought into the working tree; null where there was no lane, or nothing to bring. */
  readonly applied: boolean | null;
  /** Of `--commit-each`. */
  readonly commit: string | null;
  readonly error: string | null;
}

/** The members of a run, from its journal alone; none of a run that is one. */
export function membersOf(state: RunState): RunMember[] {
  return state.members.map(({ input, result }) => ({
    runId: input.runId,
    name: input.name,
    kind: input.kind,
    promptFile: input.promptFile,
    iteration: input.iteration ?? null,
    status: result?.status ?? null,
    provider: result?.provider ?? input.provider ?? null,
    model: result?.model ?? null,
    durationMs: result?.durationMs ?? 0,
    tokenUsage: result?.tokenUsage ?? null,
    changedFiles: result?.changedFiles ?? null,
    error: result?.failure?.message ?? result?.error ?? null,
    ...(result?.ok === true ? stepsOf(state, input.name) : { score: null, applied: null, commit: null }),
  }));
}

/** What was done with a member that ended well. */
export function stepsOf({ steps }: RunState, name: string): Pick<RunMember, "score" | "applied" | "commit"> {
  const scored = steps.findLast((step) => step.kind === "score" && step.name === name);
  const committed = steps.findLast((step) => step.kind === "commit" && step.name === name);
  const applied = steps.findLast((step) => step.kind === "apply" && step.name === name);
  return {
    applied: applied?.kind === "apply" ? applied.isApplied : null,
    score: scored?.kind === "score" ? scored.evaluation.mean : null,
    commit: committed?.kind === "commit" ? committed.commit : null,
  };
}
