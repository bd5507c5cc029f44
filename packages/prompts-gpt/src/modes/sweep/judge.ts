import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Evaluation } from "../../runs/evaluation.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import { readRun } from "../../runs/run-list.ts";
import type { JudgePlan } from "../eval/choose-eval.ts";
import { scoreStep } from "../eval/score-step.ts";
import type { Tried } from "../group/attempts.ts";
import type { GroupPlace } from "../group/group-place.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";

interface Case {
  readonly result: Tried;
  readonly prompt: ReadPrompt;
  readonly plan: JudgePlan;
  readonly place: GroupPlace;
}

/** Has one iteration judged by an agent that may only read. Undefined when the sweep was told to stop meanwhile. */
export async function judge({ result, prompt, plan, place }: Case): Promise<Evaluation | undefined> {
  const { artifactsDir } = place;
  const { name, provider, runId, changedFiles } = result;
  const { name: part, promptFile } = prompt.planned;
  const judged = async () => {
    const run = await readRun(resolve(artifactsDir, runId));
    const diff = await diffOf(result, artifactsDir);
    const output = run.state.outcome?.output ?? "";
    return { task: prompt.source.text, output, diff, changedFiles: changedFiles ?? [] };
  };
  const scored = await scoreStep(
    { name, judge: `${name}.eval`, part, promptFile, plan, provider: plan.provider ?? provider, judged },
    place,
  );
  return scored?.evaluation;
}

/** What its tries have changed, one after the other; in lanes only the last one counts. */
async function diffOf({ runId, tries, laneId }: Tried, artifactsDir: string): Promise<string> {
  const counted = laneId === undefined ? tries : [runId];
  const patches = counted.map((id) => readFile(join(artifactsDir, id, RUN_FILES.patch), "utf8").catch(() => ""));
  return (await Promise.all(patches)).join("");
}
