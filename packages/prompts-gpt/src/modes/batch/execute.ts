import { interruptExitCode } from "../../agent/interrupt.ts";
import type { PartStop } from "../../agent/events.ts";
import { SUMMARY_LINES } from "../../agent/summary.ts";
import type { MemberResult } from "../../runs/member.ts";
import type { Verdict } from "../../runs/with-run.ts";
import type { Base } from "../../workspace/lane/lane.ts";
import { invokeWithRetries } from "../group/attempts.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { inPool } from "../group/pool.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import type { BatchPlan } from "./plan.ts";

/** The mode itself: every prompt once, none told of another. */
export async function executeBatch(
  plan: BatchPlan,
  { place, prompts }: { readonly place: GroupPlace; readonly prompts: readonly ReadPrompt[] },
): Promise<Verdict> {
  const { session } = place;
  const failed = new AbortController();
  const signal = AbortSignal.any([session.signal, failed.signal]);
  const lanes = plan.lanes ? await import("../group/lanes.ts") : undefined;
  const base = await lanes?.laneBase(place);
  const results = await inPool(prompts, { atOnce: plan.concurrency, signal }, async (prompt, index) => {
    const result = await runOne(prompt, { name: `prompt-${index + 1}`, plan, place, base });
    const { ok } = result;
    const why = ok ? {} : { stopped: stopOf(result) };
    await session.emit({ type: "part.finished", part: prompt.planned.name, ok, ...why });
    if (!ok && plan.stopOnFailure) failed.abort("stop on failure");
    return result;
  });
  let conflicts = 0;
  // In order, when all have ended: what one sees of the others does not depend on who was faster.
  for (const result of results)
    if (lanes !== undefined && result?.ok && !(await lanes.applyLane(result, place))) conflicts += 1;
  return verdictOf(results, { signal: session.signal, conflicts });
}

function stopOf({ status, failure }: MemberResult): PartStop {
  if (failure?.kind === "over-budget") return failure.kind;
  return status === "cancelled" ? status : "failed";
}

interface Which {
  readonly name: string;
  readonly plan: BatchPlan;
  readonly place: GroupPlace;
  /** What its lane begins with, when it has one. */
  readonly base: Base | undefined;
}

function runOne({ planned, source }: ReadPrompt, { name, plan, place, base }: Which): Promise<MemberResult> {
  const { timeoutSeconds } = plan;
  return invokeWithRetries(
    {
      member: { name, part: planned.name, promptFile: planned.promptFile, attempt: 1 },
      source: { ...source, findings: [] },
      own: timeoutSeconds === undefined ? {} : { timeoutSeconds },
      summaryLines: SUMMARY_LINES,
      ...(base === undefined ? {} : { base }),
    },
    { place, maxRetries: 0 }, // a usage limit is waited for, or another agent goes on; nothing else is tried again
  );
}

interface Whole {
  readonly signal: AbortSignal;
  /** How many could not be applied. */
  readonly conflicts: number;
}

function verdictOf(results: readonly (MemberResult | undefined)[], { signal, conflicts }: Whole): Verdict {
  const failed = results.filter((result) => result?.ok === false).length;
  const skipped = results.filter((result) => result === undefined).length;
  // All of it may have been done when it was told to stop.
  if (failed + skipped + conflicts === 0) return { status: "succeeded", exitCode: 0 };
  if (signal.aborted) {
    const exitCode = interruptExitCode(String(signal.reason));
    return { status: "cancelled", exitCode, message: "The batch was stopped." };
  }
  const facts = [
    ...(failed === 0 ? [] : [`${failed} of ${results.length} prompts failed`]),
    ...(skipped === 0 ? [] : [`${skipped} were not begun`]),
    ...(conflicts === 0 ? [] : [`what ${conflicts} of ${results.length} changed could not be applied`]),
  ];
  const message = `${facts.join(", ")}.`;
  return { status: "failed", exitCode: 1, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}` };
}
