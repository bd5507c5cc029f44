import { holds, type Outcome, stepsIn } from "./condition.ts";
import { inOrder } from "./graph.ts";
import type { Step } from "./pipeline.ts";

type Possible = ReadonlyMap<string, readonly Outcome[]>;

/**
 * The steps that can never start, however the others end: of a cycle or behind one, with a `when` that cannot hold, or
 * needing one that never runs.
 */
export function neverStarted(steps: readonly Step[]): readonly Step[] {
  const possible = new Map<string, readonly Outcome[]>();
  for (const step of inOrder(steps)) possible.set(step.id, outcomesOf(step, possible));
  return steps.filter(({ id }) => !(possible.get(id) ?? []).includes("succeeded"));
}

/** As if the steps before it ended independently of each other: a step that is told here can truly never start. */
function outcomesOf(step: Step, possible: Possible): Outcome[] {
  const named = step.when === undefined ? [] : stepsIn(step.when);
  const others = step.needs.filter((id) => !named.includes(id)).map((id) => possible.get(id) ?? []);
  const told = assignments(named, possible).map(
    (each) => step.when === undefined || holds(step.when, (id) => each[id]),
  );
  const canRun = others.every((outcomes) => outcomes.includes("succeeded")) && told.includes(true);
  const canBeSkipped = others.some((outcomes) => outcomes.some((one) => one !== "succeeded")) || told.includes(false);
  return [...(canRun ? (["succeeded", "failed"] as const) : []), ...(canBeSkipped ? (["skipped"] as const) : [])];
}

/** Every way in which those steps can end together: at most 3^6, as a condition names no more. */
function assignments(ids: readonly string[], possible: Possible): Record<string, Outcome>[] {
  let all: Record<string, Outcome>[] = [{}];
  for (const id of ids)
    all = all.flatMap((one) => (possible.get(id) ?? []).map((outcome) => ({ ...one, [id]: outcome })));
  return all;
}
