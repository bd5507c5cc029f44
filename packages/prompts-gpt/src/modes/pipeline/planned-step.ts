import type { Scheduled } from "../../pipeline/schedule.ts";
import type { Step } from "../../pipeline/pipeline.ts";
import type { Access } from "../../providers/provider.ts";
import type { Wish } from "../group/open.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import { type SharedInput, sharedOf } from "../group/shared-input.ts";
import type { ResolvedRun } from "../resolve-run.ts";
import { askedFor } from "./step-wish.ts";

/** A step, with all that was decided before it began. */
export interface PlannedStep extends Scheduled {
  readonly promptFile: string;
  readonly provider: string;
  readonly model?: string;
  readonly access: Access;
  readonly verify: readonly string[];
  readonly timeoutSeconds: number;
}

/** What all steps have in common. */
export interface Common extends SharedInput {
  readonly timeoutSeconds?: number;
  /** For what prompt files would execute: of the pipeline itself it is looked at as a whole. */
  readonly trust?: boolean;
}

/** Resolves each step as a run of its own would be; what is wrong with one is thrown before anything starts. */
export async function settleStep(
  { step, prompt, common }: { readonly step: Step; readonly prompt: ReadPrompt; readonly common: Common },
  resolve: (wish: Wish) => Promise<ResolvedRun>,
): Promise<{ readonly planned: PlannedStep; readonly resolved: ResolvedRun }> {
  const { timeoutSeconds = common.timeoutSeconds } = step;
  const resolved = await resolve({
    ...askedFor(prompt.planned.file ?? {}, sharedOf(common)),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(common.trust === undefined ? {} : { trust: common.trust }),
  });
  return { resolved, planned: plannedStep(step, { prompt, resolved, given: common.verify }) };
}

interface Settled {
  readonly prompt: ReadPrompt;
  readonly resolved: ResolvedRun;
  /** `--verify`: it takes the place of everything that files ask for. */
  readonly given: readonly string[] | undefined;
}

function plannedStep({ task: _task, ...step }: Step, { prompt, resolved, given }: Settled): PlannedStep {
  const { task } = resolved;
  const { id, needs, when, retries } = step;
  return {
    id,
    needs,
    retries,
    ...(when === undefined ? {} : { when }),
    promptFile: prompt.planned.promptFile,
    provider: task.provider,
    ...(task.model === undefined ? {} : { model: task.model }),
    access: task.access,
    verify: verifyOf(step, { prompt, resolved, given }),
    timeoutSeconds: task.limits.timeoutSeconds,
  };
}

/** The project's own commands are about what was changed: who only reads is held to what was asked of it alone. */
function verifyOf({ verify }: Pick<Step, "verify">, { prompt, resolved, given }: Settled): readonly string[] {
  const isReader = resolved.task.access === "read";
  if (given !== undefined) return isReader ? [] : given;
  return [...new Set([...(isReader ? (prompt.planned.file?.verify ?? []) : resolved.verify), ...verify])];
}
