import { interruptExitCode } from "../../agent/interrupt.ts";
import { SUMMARY_LINES } from "../../agent/summary.ts";
import { ConfigError } from "../../errors.ts";
import type { MemberResult } from "../../runs/member.ts";
import type { Verdict } from "../../runs/with-run.ts";
import type { Base } from "../../workspace/lane/lane.ts";
import { invokeWithRetries } from "../group/attempts.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { inPool } from "../group/pool.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import type { ParallelPlan, PlannedCandidate } from "./parallel-plan.ts";
import { openRace } from "./race.ts";
import { isRejected } from "./summary.ts";

export interface ParallelWork {
  readonly place: GroupPlace;
  readonly prompt: ReadPrompt;
  /** Who had won before the process of then was killed. */
  readonly winner: string | undefined;
  /** Of those that are accepted the best first, by what is in the journal. */
  ranked(): readonly string[];
}

/** The mode itself: one prompt, several agents, each in a lane of its own; those whose result holds are ranked. */
export async function executeParallel(plan: ParallelPlan, work: ParallelWork): Promise<Verdict> {
  const { place, winner } = work;
  const race = openRace(place, { firstVerified: plan.firstVerified, winner });
  try {
    const beside = plan.lanes ? await import("../group/start.ts") : undefined;
    const start = await beside?.startOf(place);
    // Whoever had lost to a winner of an earlier process is not begun again.
    const begun = winner === undefined ? plan.candidates : plan.candidates.filter(({ name }) => name === winner);
    const results = await inPool(begun, { atOnce: plan.concurrency, signal: race.signal }, async (one) => {
      const result = await compete(one, { ...work, plan, base: start?.base, place: race.lane(one.name) });
      race.ended(result);
      const { name, runId, ok: accepted, checks = null } = result;
      await place.session.emit({ type: "candidate.verified", name, runId, accepted, checks });
      return result;
    });
    if (start !== undefined) await beside?.tellMoved(start, place);
    return await settle(
      results.filter((result) => result !== undefined),
      { ...work, plan },
    );
  } finally {
    race.close();
  }
}

interface Candidate extends ParallelWork {
  readonly plan: ParallelPlan;
  readonly base: Base | undefined;
}

function compete({ name, provider, model, problem }: PlannedCandidate, { plan, place, prompt, base }: Candidate) {
  const { timeoutSeconds } = plan;
  const { planned, source } = prompt;
  return invokeWithRetries(
    {
      member: {
        name,
        part: planned.name,
        promptFile: planned.promptFile,
        attempt: 1,
        provider,
        ...(model === undefined ? {} : { model }),
      },
      source: { ...source, findings: [] },
      own: timeoutSeconds === undefined ? {} : { timeoutSeconds },
      summaryLines: SUMMARY_LINES,
      ...(base === undefined ? {} : { base }),
      ...(problem === undefined ? {} : { problem: new ConfigError(problem.message, problem.fix) }),
    },
    { place, maxRetries: 0 }, // a usage limit is waited for; for the rest there are the others
  );
}

/** What is done with those that have ended: the acceptable ones are ranked, and the best is applied where that was asked for. */
async function settle(
  results: readonly MemberResult[],
  { plan, place, prompt, ranked }: ParallelWork & { readonly plan: ParallelPlan },
): Promise<Verdict> {
  const { session } = place;
  const accepted = results.filter(({ ok }) => ok);
  if (session.signal.aborted) return stopped(session.signal);
  if (plan.judge !== undefined && accepted.length > 1) {
    const { judgeAll } = await import("./judge.ts");
    const names = plan.candidates.map(({ name }) => name);
    await judgeAll({ names, results, judge: plan.judge, place, prompt });
    if (session.signal.aborted) return stopped(session.signal);
  }
  const best = accepted.find(({ name }) => name === ranked()[0]);
  if (best !== undefined && plan.apply === "best" && plan.lanes) {
    const { applyLane } = await import("../group/lanes.ts");
    const next = `prompts-gpt runs apply ${place.runId} --candidate ${best.name}`;
    if (!(await applyLane(best, place, next)))
      return { status: "failed", exitCode: 1, message: `${best.name} was accepted and could not be applied.` };
  }
  return verdictOf(plan, results);
}

function stopped(signal: AbortSignal): Verdict {
  const exitCode = interruptExitCode(String(signal.reason));
  return { status: "cancelled", exitCode, message: "The race was stopped." };
}

function verdictOf(
  { candidates, firstVerified, allowFailedLanes }: ParallelPlan,
  results: readonly MemberResult[],
): Verdict {
  const isAccepted = results.some(({ ok }) => ok);
  const failed = results.filter((one) => !one.ok && one.status !== "cancelled" && !isRejected(one.checks));
  const of = `of ${candidates.length} candidates`;
  const fell = failed.length === 0 ? "" : `${failed.length} ${of} failed: ${failed.map(({ name }) => name).join(", ")}`;
  if (!isAccepted)
    return { status: "failed", exitCode: 1, message: `No candidate was accepted${fell === "" ? "" : `; ${fell}`}.` };
  if (failed.length === 0 || firstVerified || allowFailedLanes) return { status: "succeeded", exitCode: 0 };
  return { status: "failed", exitCode: 1, message: `${fell}. Another one was accepted.` };
}
