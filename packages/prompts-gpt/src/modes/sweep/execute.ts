import { interruptExitCode } from "../../agent/interrupt.ts";
import type { PartStop } from "../../agent/events.ts";
import type { MemberResult } from "../../runs/member.ts";
import type { Verdict } from "../../runs/with-run.ts";
import { invokeWithRetries } from "../group/attempts.ts";
import type { GroupPlace } from "../group/invoke.ts";
import { inPool } from "../group/pool.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import type { SweepFilePlan, SweepPlan } from "./plan.ts";
import { iterationPrompt } from "./iteration-prompt.ts";

/** How the sweep of one file ended. */
interface Swept {
  readonly stopped?: PartStop;
  readonly ok: boolean;
}

/** The mode itself: every file as often as planned, each iteration told what the one before it did. */
export async function executeSweep(
  plan: SweepPlan,
  { place, prompts }: { readonly place: GroupPlace; readonly prompts: readonly ReadPrompt[] },
): Promise<Verdict> {
  const { session } = place;
  const atOnce = plan.filesMode === "parallel" ? plan.fileConcurrency : 1;
  const swept = await inPool(plan.files, { atOnce, signal: session.signal }, async (file, index) => {
    const prompt = prompts[index];
    if (prompt === undefined) throw new Error("each planned file has its prompt");
    const ended = await sweepFile(file, { plan, place, prompt });
    await session.emit({ type: "part.finished", part: file.prompt, ...ended });
    return ended;
  });
  return verdictOf(plan, swept, session.signal);
}

interface FileWork {
  readonly plan: SweepPlan;
  readonly place: GroupPlace;
  readonly prompt: ReadPrompt;
}

async function sweepFile(file: SweepFilePlan, work: FileWork): Promise<Swept> {
  const { plan, place } = work;
  let before: readonly MemberResult[] = [];
  for (let first = 1; first <= file.iterations; first += plan.parallel) {
    if (place.session.signal.aborted) return { ok: false, stopped: "cancelled" };
    const numbers = range(first, Math.min(file.iterations, first + plan.parallel - 1));
    const batch = await Promise.all(numbers.map((number) => iterate(number, { ...work, file, before })));
    if (place.session.signal.aborted) return { ok: false, stopped: "cancelled" };
    if (batch.some(({ ok }) => !ok)) return { ok: false, stopped: "failed" };
    before = batch;
  }
  return { ok: true };
}

interface Iteration extends FileWork {
  readonly file: SweepFilePlan;
  /** The batch before this one. */
  readonly before: readonly MemberResult[];
}

function iterate(number: number, { plan, place, prompt, file, before }: Iteration): Promise<MemberResult> {
  const { planned, source } = prompt;
  const name = plan.files.length === 1 ? `iteration-${number}` : `${file.prompt}.iteration-${number}`;
  return invokeWithRetries(
    {
      member: {
        name,
        part: file.prompt,
        promptFile: planned.promptFile,
        attempt: 1,
        iteration: { number, of: file.iterations },
      },
      source: { ...source, text: iterationPrompt(source.text, { number, of: file.iterations, before }), findings: [] },
      own: { timeoutSeconds: plan.timeoutSeconds },
      summaryLines: file.summaryLines,
    },
    { place, maxRetries: plan.maxRetries },
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function verdictOf(plan: SweepPlan, swept: readonly (Swept | undefined)[], signal: AbortSignal): Verdict {
  if (signal.aborted)
    return {
      status: "cancelled",
      exitCode: interruptExitCode(String(signal.reason)),
      message: "The sweep was stopped.",
    };
  const failed = plan.files.filter((_, index) => swept[index]?.ok !== true).map((file) => file.prompt);
  if (failed.length === 0) return { status: "succeeded", exitCode: 0 };
  return { status: "failed", exitCode: 1, message: `The sweep of ${failed.join(", ")} did not succeed.` };
}
