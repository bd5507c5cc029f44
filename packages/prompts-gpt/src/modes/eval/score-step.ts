import { resolve } from "node:path";
import type { GroupStep } from "../../runs/group-step.ts";
import { readRun } from "../../runs/run-list.ts";
import { invokeWithRetries } from "../group/attempts.ts";
import type { GroupPlace } from "../group/group-place.ts";
import type { Invocation } from "../group/invoke.ts";
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

/** The group was told to stop while it was judged: there is no score yet, and a resumption asks again. */
class JudgingStopped extends Error {}

/**
 * Has a result judged by an agent that may only read; each answer is a run of its own in the group's record. A usage
 * limit is waited for as that of any other agent. Undefined when it was stopped.
 */
export function scoreStep(scoring: Scoring, place: GroupPlace): Promise<Score | undefined> {
  return scored(scoring, place).catch((error: unknown) => {
    if (error instanceof JudgingStopped) return undefined;
    throw error;
  });
}

async function scored(scoring: Scoring, place: GroupPlace): Promise<Score> {
  const { session, runId } = place;
  const { name, plan } = scoring;
  const step = { kind: "score", name } as const;
  const score = await session.step(`${runId}/${name}.score/1`, step, async () => {
    const judge = asker(scoring, place);
    const demand = { criteria: plan.criteria, passThreshold: plan.passThreshold };
    return { ...step, demand, evaluation: await evaluate(judge.ask, await scoring.judged(), demand), ...judge.asked };
  });
  const { problem } = score.evaluation;
  if (problem !== undefined) await session.emit({ type: "run.warning", message: `${name} has no score: ${problem}` });
  return score;
}

/** Asks, and remembers who answered last. */
function asker(scoring: Scoring, place: GroupPlace) {
  const judging = { ...place, standIn: place.judgesStandIn };
  const asked: { provider: string; model: string | null } = { provider: scoring.provider, model: null };
  let tries = 0;
  const ask: Ask = async (text, { schema }) => {
    const invocation = invocationOf({ ...scoring, text, schema, attempt: tries + 1 });
    const answer = await invokeWithRetries(invocation, { place: judging, maxRetries: 0 });
    tries += answer.tries.length;
    if (!answer.ok && place.session.signal.aborted) throw new JudgingStopped();
    Object.assign(asked, { provider: answer.provider, model: answer.model });
    const run = await readRun(resolve(place.artifactsDir, answer.runId)).catch(() => undefined);
    const failure = answer.ok ? undefined : (answer.failure?.message ?? answer.error ?? "it failed");
    const kind = answer.failure?.kind;
    const maySchemaBeRefused = schema !== undefined && (kind === "provider-error" || kind === "unknown");
    return { output: run?.state.outcome?.output ?? "", usage: answer.tokenUsage, failure, maySchemaBeRefused };
  };
  return { asked, ask };
}

interface Question extends Scoring {
  readonly text: string;
  readonly schema: Readonly<Record<string, unknown>> | undefined;
  readonly attempt: number;
}

function invocationOf({ text, schema, attempt, judge: name, part, promptFile, plan }: Question): Invocation {
  const { provider, model } = plan;
  const whose = { ...(provider === undefined ? {} : { provider }), ...(model === undefined ? {} : { model }) };
  return {
    kind: "judge",
    member: { name, part, promptFile, attempt, ...whose },
    source: { text, findings: [] },
    own: { access: "read", verify: [] },
    ...(schema === undefined ? {} : { answerSchema: schema }),
    summaryLines: 0,
  };
}
