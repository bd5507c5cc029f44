import { holds, type Outcome, stepsIn } from "./condition.ts";
import { inOrder } from "./graph.ts";
import type { Step } from "./pipeline.ts";

/** How an attempt at a step ended. `not-accepted`: verify refused it, and said so. */
export type Attempt =
  | { readonly kind: "succeeded" }
  | { readonly kind: "failed" }
  | { readonly kind: "not-accepted"; readonly said: string };

/** What of a step decides when it starts. */
export type Scheduled = Pick<Step, "id" | "needs" | "when" | "retries">;

export interface Progress<S extends Scheduled> {
  /** Attempts that ended, by step, in their order. */
  readonly ended: ReadonlyMap<string, readonly Attempt[]>;
  /** Steps that have been started and have not ended. */
  readonly running: ReadonlySet<string>;
  /** Whether a step may write; told by who resolved its access. */
  readonly writes: (step: S) => boolean;
}

export interface Start<S extends Scheduled> {
  readonly step: S;
  /** From 1. */
  readonly attempt: number;
  /** What verify said of the attempt before. */
  readonly said?: string;
}

export interface Schedule<S extends Scheduled> {
  /** What may start now, in the order of the pipeline. */
  readonly start: readonly Start<S>[];
  /** How each step ended that will not start any more. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly isOver: boolean;
}

/**
 * What may start, given what has ended; the steps hold, as `readPipeline` says. A step starts when all that it needs has
 * ended, and well, but for those that its `when` speaks of: there `when` decides. Otherwise it is skipped. Steps that write
 * share one lane: one at a time, always in the same order, whatever ends first; a step that only reads waits for nothing
 * but its needs.
 */
export function schedule<S extends Scheduled>(
  steps: readonly S[],
  { ended, running, writes }: Progress<S>,
): Schedule<S> {
  const outcomes = new Map<string, Outcome>();
  const start: Start<S>[] = [];
  let isLaneFree = true;
  for (const step of inOrder(steps)) {
    const outcome = endOf(step, ended.get(step.id) ?? []) ?? skippedBy(step, outcomes);
    if (outcome !== undefined) {
      outcomes.set(step.id, outcome);
      continue;
    }
    const isReady = step.needs.every((id) => outcomes.has(id)) && !running.has(step.id);
    const isNext = isLaneFree || !writes(step);
    if (isReady && isNext) start.push(startOf(step, ended.get(step.id) ?? []));
    if (writes(step)) isLaneFree = false;
  }
  return { start, outcomes, isOver: outcomes.size === steps.length };
}

function startOf<S extends Scheduled>(step: S, attempts: readonly Attempt[]): Start<S> {
  const last = attempts.at(-1);
  const said = last?.kind === "not-accepted" ? { said: last.said } : {};
  return { step, attempt: attempts.length + 1, ...said };
}

/** Only what verify refused is tried again: of a failure, the run itself has made what can be made. */
function endOf({ retries }: Scheduled, attempts: readonly Attempt[]): Outcome | undefined {
  const last = attempts.at(-1);
  if (last === undefined) return undefined;
  if (last.kind === "not-accepted") return attempts.length > retries ? "failed" : undefined;
  return last.kind;
}

/** Undefined: not skipped, or not yet known. */
function skippedBy({ needs, when }: Scheduled, outcomes: ReadonlyMap<string, Outcome>): "skipped" | undefined {
  if (!needs.every((id) => outcomes.has(id))) return undefined;
  const named = when === undefined ? [] : stepsIn(when);
  const isLet = needs.every((id) => named.includes(id) || outcomes.get(id) === "succeeded");
  return isLet && (when === undefined || holds(when, (id) => outcomes.get(id))) ? undefined : "skipped";
}
