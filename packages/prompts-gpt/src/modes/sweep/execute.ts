import { interruptExitCode } from "../../agent/interrupt.ts";
import type { PartStop } from "../../agent/events.ts";
import { UserError } from "../../errors.ts";
import type { Evaluation } from "../../runs/evaluation.ts";
import type { Verdict } from "../../runs/with-run.ts";
import { createEditNotice } from "../group/edited.ts";
import type { Base } from "../../workspace/lane/lane.ts";
import { invokeWithRetries, type Tried } from "../group/attempts.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { inPool } from "../group/pool.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import { commitIteration, openBranch, rollBack } from "./commit-each.ts";
import { iterationPrompt } from "./iteration-prompt.ts";
import { judge } from "./judge.ts";
import type { SweepFilePlan, SweepPlan } from "./plan.ts";
import { createStability } from "./stability.ts";

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
  if (plan.commitEach) await openBranch(place);
  const atOnce = plan.filesMode === "parallel" ? plan.fileConcurrency : 1;
  const swept = await inPool(plan.files, { atOnce, signal: session.signal }, async (file, index) => {
    const prompt = prompts[index];
    if (prompt === undefined) throw new Error("each planned file has its prompt");
    const ended = await sweepFile(file, { plan, place, prompt }).catch((error: unknown) => notSwept(error, place));
    await session.emit({ type: "part.finished", part: file.prompt, ...ended });
    return ended;
  });
  return verdictOf(plan, swept, session.signal);
}

/** What could not be done beside the agents (git refused a commit, say) ends the file, and is no end of the record. */
async function notSwept(error: unknown, { session }: GroupPlace): Promise<Swept> {
  if (!(error instanceof UserError) || session.signal.aborted) throw error; // the record itself may be lost
  await session.emit({ type: "run.warning", message: error.message, fix: error.fix });
  return { ok: false, stopped: "failed" };
}

interface FileWork {
  readonly plan: SweepPlan;
  readonly place: GroupPlace;
  readonly prompt: ReadPrompt;
}

async function sweepFile(file: SweepFilePlan, work: FileWork): Promise<Swept> {
  const { plan, place } = work;
  const isStable = createStability(plan.untilStable);
  const changed = new Set<string>();
  const { planned } = work.prompt;
  const { promptFile, file: read, fileSha256: hash } = planned;
  const editNotice = createEditNotice({ path: read?.path, promptFile, hash });
  let before: readonly Tried[] = [];
  for (let first = 1; first <= file.iterations; first += plan.parallel) {
    const edited = editNotice();
    if (edited !== undefined) await place.session.emit({ type: "run.warning", ...edited });
    const numbers = range(first, Math.min(file.iterations, first + plan.parallel - 1));
    const base = plan.lanes ? await beginning(work) : undefined;
    const told = { ...work, file, before, changed, base };
    const batch = await Promise.all(numbers.map((number) => iterate(number, told)));
    // Whatever becomes of the others: what one has done is not left lying in its lane.
    const isApplied = await applied(batch, work);
    const stoppedInIt = stopOf(place);
    if (stoppedInIt !== undefined) return stoppedAfter(batch, stoppedInIt, { ...work, file });
    const failed = batch.filter(({ ok, notAccepted }) => !ok && notAccepted === undefined);
    if (plan.commitEach) for (const result of failed) await rollBack(result, place);
    if (failed.length > 0) return { ok: false, stopped: "failed" };
    if (!isApplied) return { ok: false, stopped: "conflict" };
    const judged = await settle(batch, { ...work, file });
    const stoppedSince = stopOf(place);
    if (stoppedSince !== undefined) return { ok: false, stopped: stoppedSince };
    for (const { changedFiles } of batch) for (const path of changedFiles ?? []) changed.add(path);
    const isAccepted = batch.every(({ ok }) => ok);
    if (isAccepted && judged.length > 0 && judged.every(({ passed }) => passed)) return { ok: true, stopped: "passed" };
    if (isStable(batch, judged)) return { ok: isAccepted, stopped: "stable" };
    before = batch;
  }
  return { ok: before.every(({ ok }) => ok) };
}

/** When it was told to stop while these were at work: what ended well all the same is committed, and may have been all of it. */
async function stoppedAfter(batch: readonly Tried[], stopped: PartStop, work: JudgedWork): Promise<Swept> {
  const { plan, place, file } = work;
  const done = batch.filter(({ ok }) => ok);
  if (plan.commitEach) for (const result of done) await commitIteration(result, titleOf(work), place);
  const isAll = done.length === batch.length && batch.at(-1)?.name.endsWith(`iteration-${file.iterations}`) === true;
  return isAll && file.eval === undefined ? { ok: true } : { ok: false, stopped };
}

interface JudgedWork extends FileWork {
  readonly file: SweepFilePlan;
}

function titleOf({ file, prompt }: Pick<JudgedWork, "file" | "prompt">): string {
  return prompt.planned.file?.title ?? file.prompt;
}

interface Iteration extends FileWork {
  readonly file: SweepFilePlan;
  /** The batch before this one. */
  readonly before: readonly Tried[];
  /** Every file that was changed so far. */
  readonly changed: ReadonlySet<string>;
  /** What its lane begins with, when it has one. */
  readonly base: Base | undefined;
}

function iterate(number: number, { plan, place, prompt, file, before, changed, base }: Iteration): Promise<Tried> {
  const { planned, source } = prompt;
  const { iterations: of, summaryLines } = file;
  const name = plan.files.length === 1 ? `iteration-${number}` : `${file.prompt}.iteration-${number}`;
  const which = { iteration: number, of, summaryLines, before, changedFiles: [...changed] };
  return invokeWithRetries(
    {
      member: { name, part: file.prompt, promptFile: planned.promptFile, attempt: 1, iteration: { number, of } },
      source: { ...source, text: iterationPrompt(source.text, which), findings: [] },
      own: { timeoutSeconds: plan.timeoutSeconds },
      summaryLines,
      ...(base === undefined ? {} : { base }),
    },
    { place, maxRetries: plan.maxRetries },
  );
}

async function beginning({ place }: FileWork): Promise<Base> {
  return (await import("../group/lanes.ts")).laneBase(place);
}

/** What was done in lanes is brought into the working tree, one after the other; false when some of it could not be. */
async function applied(batch: readonly Tried[], { plan, place }: FileWork): Promise<boolean> {
  if (!plan.lanes) return true;
  const { applyLane } = await import("../group/lanes.ts");
  let all = true;
  for (const result of batch) all = (!result.ok || (await applyLane(result, place))) && all;
  return all;
}

/** What is done with each iteration that ended well: it is judged, and committed. */
async function settle(
  batch: readonly Tried[],
  { plan, place, prompt, file }: JudgedWork,
): Promise<readonly Evaluation[]> {
  const judged: Evaluation[] = [];
  for (const result of batch) {
    if (!result.ok) continue;
    const evaluation = file.eval && (await judge({ result, prompt, plan: file.eval, place }));
    if (evaluation !== undefined) judged.push(evaluation);
    if (plan.commitEach) await commitIteration(result, titleOf({ file, prompt }), place);
  }
  return judged;
}

/** Why nothing more is to be begun. */
function stopOf({ session, accounts }: GroupPlace): PartStop | undefined {
  if (accounts.over() !== undefined) return "over-budget";
  return session.signal.aborted ? "cancelled" : undefined;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function verdictOf(plan: SweepPlan, swept: readonly (Swept | undefined)[], signal: AbortSignal): Verdict {
  const failed = plan.files.filter((_, index) => swept[index]?.ok !== true).map((file) => file.prompt);
  // All of it may have been done when it was told to stop.
  if (failed.length === 0) return { status: "succeeded", exitCode: 0 };
  if (signal.aborted) {
    const exitCode = interruptExitCode(String(signal.reason));
    return { status: "cancelled", exitCode, message: "The sweep was stopped." };
  }
  return { status: "failed", exitCode: 1, message: `The sweep of ${failed.join(", ")} did not succeed.` };
}
