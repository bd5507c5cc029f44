import { NO_USAGE } from "../../agent/usage.ts";
import type { FinishedRun } from "../../runs/with-run.ts";
import { groupOf } from "../../runs/group-record.ts";
import { withSweepLock } from "../../runs/sweep-lock.ts";
import type { OpenGroup } from "../group/open.ts";
import { type GroupPreview, previewOf } from "../group/preview.ts";
import { type ResumedGroup, resumeGroup } from "../group/resume.ts";
import type { ResumeInput } from "../group/resume-input.ts";
import { withGroup } from "../group/with-group.ts";
import { branchOf } from "./commit-each.ts";
import { executeSweep } from "./execute.ts";
import type { SweepInput, SweepResult } from "./input.ts";
import { type PlannedSweep, planTheSweep, type SweepPlan } from "./plan.ts";
import { progressTo } from "./progress.ts";

/** What is known of a sweep before it starts; starts nothing and writes nothing. Rejects as {@link sweepPrompt} does. */
export async function planSweep(input: SweepInput): Promise<SweepPlan & GroupPreview> {
  const planned = await planTheSweep(input);
  return { ...planned.plan, ...previewOf(planned) };
}

/**
 * Runs one prompt, or each of several, again and again: every iteration is told what the one before it did. Rejects only
 * with a {@link UserError}: a ConfigError for what cannot start, a ValidationError for a prompt file that does not hold, a
 * LockError while another sweep of the project is going on. A failed iteration is a result.
 */
export async function sweepPrompt(input: SweepInput): Promise<SweepResult> {
  const planned = await planTheSweep(input);
  if (input.dryRun === true) return nothingDone(planned);
  return performSweep(planned, input, async () => undefined);
}

/** Goes on with a sweep that was killed or stopped: nothing that was finished is done again. */
export async function resumeSweep(plan: SweepPlan, group: OpenGroup, input: ResumeInput): Promise<SweepResult> {
  const summaryLines = Math.max(...plan.files.map((file) => file.summaryLines));
  return performSweep({ ...group, plan }, input, () =>
    resumeGroup({ ...group, plan, runDir: plan.runDir, summaryLines }),
  );
}

type Listeners = Pick<
  SweepInput,
  "signal" | "killSignal" | "onEvent" | "onProgress" | "quiet" | "silent" | "maxRunDirs"
>;

async function performSweep(
  planned: PlannedSweep,
  input: Listeners,
  resume: () => Promise<ResumedGroup | undefined>,
): Promise<SweepResult> {
  const { plan, prompts, loaded, env } = planned;
  return withSweepLock({ root: loaded.root, sweepId: plan.runId, env }, async (note) => {
    const resumed = await resume();
    const group = note === undefined ? planned : { ...planned, warnings: [...planned.warnings, note] };
    const { signal, killSignal, quiet, silent, maxRunDirs } = input;
    const onEvent = silent === true ? undefined : progressTo(input, plan);
    const setup = { mode: "sweep" as const, plan, group, signal, killSignal, onEvent, quiet, maxRunDirs, resumed };
    return resultOf(await withGroup(setup, (place) => executeSweep(plan, { place, prompts })));
  });
}

function nothingDone({ plan, warnings }: PlannedSweep): SweepResult {
  const { runId, runDir, files, prompts } = plan;
  return {
    schemaVersion: 1,
    ok: true,
    status: "succeeded",
    sweepId: runId,
    runDir,
    exitCode: 0,
    iterationsCompleted: 0,
    totalDurationMs: 0,
    tokenUsage: NO_USAGE,
    files: files.map(({ prompt, iterations }, index) => ({
      name: prompt,
      promptFile: prompts[index]?.promptFile ?? "",
      ok: true,
      iterationsPlanned: iterations,
      iterationsCompleted: 0,
      iterations: [],
    })),
    warnings: warnings.map(({ message }) => message),
  };
}

function resultOf({ state, runDir }: FinishedRun): SweepResult {
  const { id, parts, status, exitCode, durationMs, error, ok, tokenUsage, warnings } = groupOf(state);
  const { files, commitEach } = state.facts.group as SweepPlan; // what this mode has planned
  const swept = parts.map(({ part, promptFile, ok: isOk, stopped, members }) => ({
    name: part,
    promptFile,
    ok: isOk === true,
    iterationsPlanned: files.find(({ prompt }) => prompt === part)?.iterations ?? 0,
    iterationsCompleted: members.filter((member) => member.ok).length,
    ...(stopped === null ? {} : { stopped }),
    ...(commitEach ? { branch: branchOf(id) } : {}),
    iterations: members.map(({ iteration, ...member }) => ({ iteration: iteration ?? 1, ...member })),
  }));
  return {
    schemaVersion: 1,
    ok,
    status: status ?? "failed",
    sweepId: id,
    runDir,
    exitCode: exitCode ?? 1,
    iterationsCompleted: swept.reduce((all, { iterationsCompleted }) => all + iterationsCompleted, 0),
    totalDurationMs: durationMs,
    tokenUsage,
    files: swept,
    warnings,
    ...(error === null ? {} : { error }),
  };
}
