import { interruptExitCode } from "../../agent/interrupt.ts";
import type { MemberResult } from "../../runs/member.ts";
import type { Verdict } from "../../runs/with-run.ts";
import { type GroupPlace, invoke } from "../group/invoke.ts";
import { inPool } from "../group/pool.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import type { BatchPlan } from "./plan.ts";

const SUMMARY_LINES = 40;

/** The mode itself: every prompt once, none told of another. */
export async function executeBatch(
  plan: BatchPlan,
  { place, prompts }: { readonly place: GroupPlace; readonly prompts: readonly ReadPrompt[] },
): Promise<Verdict> {
  const { session } = place;
  const failed = new AbortController();
  const signal = AbortSignal.any([session.signal, failed.signal]);
  const results = await inPool(prompts, { atOnce: plan.concurrency, signal }, async (prompt, index) => {
    const result = await runOne(prompt, { name: `prompt-${index + 1}`, plan, place });
    const { ok, status } = result;
    const why = status === "succeeded" ? {} : { stopped: status };
    await session.emit({ type: "part.finished", part: prompt.planned.name, ok, ...why });
    if (!ok && plan.stopOnFailure) failed.abort("stop on failure");
    return result;
  });
  return verdictOf(results, session.signal);
}

interface Which {
  readonly name: string;
  readonly plan: BatchPlan;
  readonly place: GroupPlace;
}

function runOne({ planned, source }: ReadPrompt, { name, plan, place }: Which): Promise<MemberResult> {
  const { timeoutSeconds } = plan;
  return invoke(
    {
      member: { name, part: planned.name, promptFile: planned.promptFile, attempt: 1 },
      source: { ...source, findings: [] },
      own: timeoutSeconds === undefined ? {} : { timeoutSeconds },
      summaryLines: SUMMARY_LINES,
    },
    place,
  );
}

function verdictOf(results: readonly (MemberResult | undefined)[], signal: AbortSignal): Verdict {
  if (signal.aborted)
    return {
      status: "cancelled",
      exitCode: interruptExitCode(String(signal.reason)),
      message: "The batch was stopped.",
    };
  const failed = results.filter((result) => result?.ok === false).length;
  const skipped = results.filter((result) => result === undefined).length;
  if (failed + skipped === 0) return { status: "succeeded", exitCode: 0 };
  const never = skipped === 0 ? "" : `, ${skipped} were not begun`;
  return { status: "failed", exitCode: 1, message: `${failed} of ${results.length} prompts failed${never}.` };
}
