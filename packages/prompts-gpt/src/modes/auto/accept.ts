import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ExecutionError } from "../../errors.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { notePlan } from "../group/plan-note.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import type { PlannedStep } from "../pipeline/planned-step.ts";
import type { OrchestrateAutoInput } from "./input.ts";
import type { AutoPlan } from "./plan.ts";
import { promptsOf, type SettledPlan, settlePlan } from "./settle-plan.ts";

/** What is carried out. */
export interface Accepted {
  readonly text: string;
  readonly steps: readonly PlannedStep[];
  readonly prompts: readonly ReadPrompt[];
}

interface Work {
  readonly plan: AutoPlan;
  readonly place: GroupPlace;
  readonly onPlan: OrchestrateAutoInput["onPlan"];
}

/** Why nothing is carried out, in sentences. */
export interface Refused {
  readonly problems: readonly string[];
}

/** The step that holds what was accepted, and the note of it outside of the workspace. */
export function acceptKey(runId: string): string {
  return `${runId}/plan.accept/1`;
}

export function acceptNote(runDir: string): string {
  return `${runDir}/plan`;
}

/** Shows the plan to whoever wants to see it, until it is accepted as it stands. What was accepted once holds to the end. */
export async function acceptPlan(text: string, work: Work): Promise<Accepted | Refused> {
  const { plan, place } = work;
  let refusal: readonly string[] | undefined;
  const name = "plan.accept";
  try {
    const step = { kind: "plan", name } as const;
    const { text: accepted, steps } = await place.session.step(acceptKey(plan.runId), step, async () => {
      const shown = await untilAccepted(text, work);
      if ("problems" in shown) {
        refusal = shown.problems;
        throw new ExecutionError("The plan was not accepted.", "");
      }
      const output = { ...step, text: shown.text, steps: shown.steps, problems: [] };
      notePlan(acceptNote(plan.runDir), place.session.redactor.deep(output), place.env);
      return output;
    });
    if (plan.save !== undefined) save(accepted, plan.save);
    return { text: accepted, steps, prompts: await promptsOf(accepted, work) };
  } catch (error) {
    if (refusal !== undefined) return { problems: refusal };
    throw error;
  }
}

async function untilAccepted(
  proposed: string,
  work: Work,
): Promise<{ readonly text: string; readonly steps: readonly PlannedStep[] } | Refused> {
  let text = proposed;
  for (;;) {
    const settled = await settlePlan(text, work);
    const { onPlan } = work;
    if (onPlan === undefined)
      return settled.kind === "ready" ? { text, steps: settled.steps } : { problems: settled.problems };
    const answer = await onPlan({ text, ...shownOf(settled) });
    if (answer === null) return { problems: ["It was not accepted.", ...shownOf(settled).problems] };
    if (answer === text && settled.kind === "ready") return { text, steps: settled.steps };
    text = answer;
  }
}

function shownOf(settled: SettledPlan) {
  return settled.kind === "ready" ? { steps: settled.steps, problems: [] } : { steps: [], problems: settled.problems };
}

/** A resumed run finds its own file there. */
function save(text: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return;
    throw error;
  }
}
