import { resolve } from "node:path";
import type { GroupStep } from "../../runs/group-step.ts";
import { readRun } from "../../runs/run-list.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { invoke } from "../group/invoke.ts";
import type { JudgePlan } from "./choose-eval.ts";
import type { Judged } from "./eval-prompt.ts";
import { type Ask, evaluate } from "./evaluate.ts";

/** What is judged, by whom, and under which names it stands in the record. */
export interface Scoring {
  /** Of the step that gives the score: the member that is judged, or the judge. */
  readonly name: string;
  /** Of the judge's own runs. */
  readonly judge: string;
  readonly part: string;
  readonly promptFile: string;
  readonly plan: JudgePlan;
  /** Who judges where the plan names nobody. */
  readonly provider: string;
  judged(): Promise<Omit<Judged, "criteria">>;
}

export type Score = Extract<GroupStep, { kind: "score" }>;

/** Has a result judged by an agent that may only read; each answer is a run of its own in the group's record. */
export async function scoreStep(scoring: Scoring, place: GroupPlace): Promise<Score> {
  const { session, runId } = place;
  const { name, plan } = scoring;
  const step = { kind: "score", name } as const;
  const scored = await session.step(`${runId}/${name}.score/1`, step, async () => {
    const asked: { provider: string; model: string | null } = { provider: scoring.provider, model: null };
    const ask: Ask = async (text, { schema, attempt }) => {
      const answer = await askJudge({ ...scoring, text, schema, attempt }, place);
      Object.assign(asked, { provider: answer.provider, model: answer.model });
      return answer;
    };
    const demand = { criteria: plan.criteria, passThreshold: plan.passThreshold };
    return { ...step, demand, evaluation: await evaluate(ask, await scoring.judged(), demand), ...asked };
  });
  const { problem } = scored.evaluation;
  if (problem !== undefined) await session.emit({ type: "run.warning", message: `${name} has no score: ${problem}` });
  return scored;
}

interface Question extends Scoring {
  readonly text: string;
  readonly schema: Readonly<Record<string, unknown>> | undefined;
  readonly attempt: number;
}

async function askJudge({ text, schema, attempt, judge: name, part, promptFile, plan }: Question, place: GroupPlace) {
  const { provider, model } = plan;
  const whose = { ...(provider === undefined ? {} : { provider }), ...(model === undefined ? {} : { model }) };
  const answer = await invoke(
    {
      kind: "judge",
      member: { name, part, promptFile, attempt, ...whose },
      source: { text, findings: [] },
      own: { access: "read", verify: [] },
      ...(schema === undefined ? {} : { answerSchema: schema }),
      summaryLines: 0,
    },
    place,
  );
  const run = await readRun(resolve(place.artifactsDir, answer.runId)).catch(() => undefined);
  const failure = answer.ok ? undefined : (answer.failure?.message ?? answer.error ?? "it failed");
  const kind = answer.failure?.kind;
  const maySchemaBeRefused = schema !== undefined && (kind === "provider-error" || kind === "unknown");
  const { provider: by, model: byModel, tokenUsage: usage } = answer;
  const output = run?.state.outcome?.output ?? "";
  return { output, usage, failure, maySchemaBeRefused, provider: by, model: byModel };
}
