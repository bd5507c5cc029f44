import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Evaluation } from "../../runs/evaluation.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import { readRun } from "../../runs/run-list.ts";
import { type Ask, evaluate } from "../eval/evaluate.ts";
import { invokeWithRetries, type Tried } from "../group/attempts.ts";
import type { GroupPlace } from "../group/group-place.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import type { JudgePlan } from "./plan.ts";

interface Case {
  readonly result: Tried;
  readonly prompt: ReadPrompt;
  readonly plan: JudgePlan;
  readonly place: GroupPlace;
}

/** The sweep was told to stop while it was judged: there is no score yet, and a resumption asks again. */
class JudgingStopped extends Error {}

/**
 * Has one iteration judged by an agent that may only read; each answer is a run of its own in the sweep's record. A usage
 * limit is waited for as that of any other agent. Undefined when it was stopped.
 */
export function judge(which: Case): Promise<Evaluation | undefined> {
  return judged(which).catch((error: unknown) => {
    if (error instanceof JudgingStopped) return undefined;
    throw error;
  });
}

async function judged({ result, prompt, plan, place }: Case): Promise<Evaluation> {
  const { session, runId, artifactsDir } = place;
  const judging = { ...place, standIn: place.judgesStandIn };
  const { name } = result;
  const step = { kind: "score", name } as const;
  const scored = await session.step(`${runId}/${name}.score/1`, step, async () => {
    const asked: { provider: string; model: string | null } = {
      provider: plan.provider ?? result.provider,
      model: null,
    };
    let tries = 0;
    const ask: Ask = async (text, { schema }) => {
      const asks = askedOf({ text, schema, attempt: tries + 1, name, prompt, plan });
      const answer = await invokeWithRetries(asks, { place: judging, maxRetries: 0 });
      tries += answer.tries.length;
      if (!answer.ok && session.signal.aborted) throw new JudgingStopped();
      Object.assign(asked, { provider: answer.provider, model: answer.model });
      const output = (await readRun(resolve(artifactsDir, answer.runId)).catch(() => undefined))?.state.outcome?.output;
      const failure = answer.ok ? undefined : (answer.failure?.message ?? answer.error ?? "it failed");
      const kind = answer.failure?.kind;
      const maySchemaBeRefused = schema !== undefined && (kind === "provider-error" || kind === "unknown");
      return { output: output ?? "", usage: answer.tokenUsage, failure, maySchemaBeRefused };
    };
    const run = await readRun(resolve(artifactsDir, result.runId));
    const work = {
      task: prompt.source.text,
      output: run.state.outcome?.output ?? "",
      diff: await diffOf(result, artifactsDir),
      changedFiles: result.changedFiles ?? [],
    };
    const demand = { criteria: plan.criteria, passThreshold: plan.passThreshold };
    return { ...step, demand, evaluation: await evaluate(ask, work, demand), ...asked };
  });
  const { problem } = scored.evaluation;
  if (problem !== undefined) await session.emit({ type: "run.warning", message: `${name} has no score: ${problem}` });
  return scored.evaluation;
}

/** What its tries have changed, one after the other; in lanes only the last one counts. */
async function diffOf({ runId, tries, laneId }: Tried, artifactsDir: string): Promise<string> {
  const counted = laneId === undefined ? tries : [runId];
  const patches = counted.map((id) => readFile(join(artifactsDir, id, RUN_FILES.patch), "utf8").catch(() => ""));
  return (await Promise.all(patches)).join("");
}

interface Asked extends Pick<Case, "prompt" | "plan"> {
  readonly text: string;
  readonly schema: Readonly<Record<string, unknown>> | undefined;
  readonly attempt: number;
  readonly name: string;
}

function askedOf({ text, schema, attempt, name, prompt, plan }: Asked) {
  const { planned } = prompt;
  const { provider, model } = plan;
  return {
    kind: "judge" as const,
    member: {
      name: `${name}.eval`,
      part: planned.name,
      promptFile: planned.promptFile,
      attempt,
      ...(provider === undefined ? {} : { provider }),
      ...(model === undefined ? {} : { model }),
    },
    source: { text, findings: [] },
    own: { access: "read" as const, verify: [] },
    ...(schema === undefined ? {} : { answerSchema: schema }),
    summaryLines: 0,
  };
}
