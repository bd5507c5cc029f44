import { join } from "node:path";
import { defined } from "../../defined.ts";
import { UserError } from "../../errors.ts";
import type { Step } from "../../pipeline/pipeline.ts";
import { readPipeline } from "../../pipeline/read-pipeline.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { resolveOne, type Wish } from "../group/open.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import { type PlannedStep, settleStep } from "../pipeline/planned-step.ts";
import { readSteps } from "../pipeline/read-steps.ts";
import type { AutoPlan } from "./plan.ts";

/** A plan that could be carried out, or why it could not. */
export type SettledPlan =
  | { readonly kind: "ready"; readonly steps: readonly PlannedStep[]; readonly prompts: readonly ReadPrompt[] }
  | Unusable;

interface Unusable {
  readonly kind: "unusable";
  readonly problems: readonly string[];
}

interface Work {
  readonly plan: AutoPlan;
  readonly place: GroupPlace;
}

/** What a plan is called where its file would be named. */
export const PLAN_FILE = "plan.yaml";

/** Reads the text of a plan, and resolves each step as a run of its own would be. What the user has written there, he has accepted. */
export async function settlePlan(text: string, work: Work): Promise<SettledPlan> {
  return orProblems(async () => {
    const read = await readPlan(text, work);
    if (read.kind === "unusable") return read;
    const { steps, prompts } = read;
    return { kind: "ready", steps: await settleSteps(steps, { ...work, prompts }), prompts };
  });
}

/** What each step of a plan is asked that was settled before. */
export async function promptsOf(text: string, work: Work): Promise<readonly ReadPrompt[]> {
  const read = await readPlan(text, work);
  if (read.kind === "ready") return read.prompts;
  throw new Error(`the plan that was accepted does not hold: ${read.problems.join(" ")}`);
}

interface ReadPlan {
  readonly kind: "ready";
  readonly steps: readonly Step[];
  readonly prompts: readonly ReadPrompt[];
}

async function readPlan(text: string, { plan, place }: Work): Promise<ReadPlan | Unusable> {
  const { pipeline, findings } = await readPipeline(text, PLAN_FILE);
  if (pipeline === undefined) {
    const problems = findings.map(({ message, line = 1, fix = "" }) => `Line ${line}: ${message} ${fix}`.trim());
    return { kind: "unusable", problems };
  }
  const file = { path: join(plan.runDir, PLAN_FILE), relativePath: PLAN_FILE, pipeline, findings };
  const prompts = await readSteps(file, { root: place.loaded.root, cwd: place.cwd });
  return { kind: "ready", steps: pipeline.steps, prompts };
}

async function settleSteps(
  steps: readonly Step[],
  { plan, place, prompts }: Work & { readonly prompts: readonly ReadPrompt[] },
): Promise<PlannedStep[]> {
  const { cwd, artifactsDir, env, loaded } = place;
  const { shared, timeoutSeconds } = plan;
  const common = { ...shared, trust: true, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) };
  const settled: PlannedStep[] = [];
  for (const [index, step] of steps.entries()) {
    const prompt = prompts[index];
    if (prompt === undefined) throw new Error("each step has its prompt");
    const begun = { loaded, source: prompt.source };
    const ask = (wish: Wish) => resolveOne({ ...defined({ ...shared, ...wish }), cwd, artifactsDir, env }, begun);
    settled.push((await settleStep({ step, prompt, common }, ask)).planned);
  }
  return settled;
}

/** What is wrong with a plan is for whoever made it, not the end of all. */
async function orProblems(work: () => Promise<SettledPlan>): Promise<SettledPlan> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: "unusable", problems: [`${error.message} ${error.fix}`] };
  }
}
