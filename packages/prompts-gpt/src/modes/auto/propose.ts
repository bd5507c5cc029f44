import { resolve } from "node:path";
import { formatPipeline } from "../../pipeline/format-pipeline.ts";
import type { Pipeline } from "../../pipeline/pipeline.ts";
import type { MemberResult } from "../../runs/member.ts";
import { readRun } from "../../runs/run-list.ts";
import { invokeWithRetries } from "../group/attempts.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { INLINE } from "../group/plan.ts";
import { type ParsedPlan, parsePlan } from "./parse-plan.ts";
import type { AutoPlan } from "./plan.ts";
import { planPrompt, planRepairPrompt, planSchema } from "./plan-prompt.ts";

/** What came of planning: the text of a pipeline file, or, with problems, the agent's last answer. */
export interface Proposal {
  readonly text: string;
  readonly problems: readonly string[];
}

/** Has an agent plan the steps to the goal; an answer that is no plan goes back once. */
export async function propose(plan: AutoPlan, place: GroupPlace): Promise<Proposal> {
  const first = await ask({ name: "plan", prompt: planPrompt(plan), schema: planSchema(plan.maxSteps) }, place);
  const read = await readAnswer(first, plan);
  if (read.kind === "plan") return { text: textOf(read.pipeline, plan), problems: [] };
  const again = secondQuestion(first, { plan, problems: read.problems });
  if (again === undefined || place.session.signal.aborted) return { text: first.output, problems: read.problems };
  const second = await ask({ name: "plan.repair", ...again }, place);
  const mended = await readAnswer(second, plan);
  if (mended.kind === "plan") return { text: textOf(mended.pipeline, plan), problems: [] };
  return { text: second.output, problems: mended.problems };
}

interface Question {
  readonly name: string;
  readonly prompt: string;
  readonly schema?: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly output: string;
  readonly result: MemberResult;
}

/** What is asked after an answer that was no plan: to mend it, or, of a service that may know no schema, the same without. */
function secondQuestion(
  { output, result }: Answer,
  { plan, problems }: { readonly plan: AutoPlan; readonly problems: readonly string[] },
): Omit<Question, "name"> | undefined {
  if (result.ok) return { prompt: planRepairPrompt(plan, output, problems), schema: planSchema(plan.maxSteps) };
  const kind = result.failure?.kind;
  return kind === "provider-error" || kind === "unknown" ? { prompt: planPrompt(plan) } : undefined;
}

async function ask({ name, prompt, schema }: Question, place: GroupPlace): Promise<Answer> {
  const { sandbox: _sandbox, permissionMode: _mode, ...shared } = place.shared;
  const result = await invokeWithRetries(
    {
      member: { name, part: "plan", promptFile: INLINE, attempt: 1, access: "read" },
      source: { text: prompt, findings: [] },
      own: { access: "read", verify: [] },
      ...(schema === undefined ? {} : { answerSchema: schema }),
      summaryLines: 0,
    },
    { place: { ...place, shared }, maxRetries: 0 },
  );
  const run = await readRun(resolve(place.artifactsDir, result.runId)).catch(() => undefined);
  return { output: run?.state.outcome?.output ?? "", result };
}

async function readAnswer({ output, result }: Answer, { maxSteps }: AutoPlan): Promise<ParsedPlan> {
  if (result.ok) return parsePlan(output, { maxSteps });
  const why = result.failure?.message ?? result.error ?? "it failed";
  return { kind: "unusable", problems: [`The agent gave no plan: ${why}`] };
}

/** Where commands verify, a step that writes may be sent back: a plan says nothing of that. */
function textOf(pipeline: Pipeline, { retries }: AutoPlan): string {
  const steps = pipeline.steps.map((step) => (step.access === "read" ? step : { ...step, retries }));
  return formatPipeline({ ...pipeline, steps });
}
