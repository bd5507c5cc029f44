import { resolve } from "node:path";
import type { MemberResult } from "../../runs/member.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { INLINE } from "../group/plan.ts";
import type { EvalScore } from "../judged/input.ts";
import { askJudges } from "../judged/judges.ts";
import { patchOf } from "../judged/run-of.ts";
import type { PlannedStep } from "../pipeline/planned-step.ts";
import type { AutoPlan } from "./plan.ts";

interface Done {
  readonly steps: readonly PlannedStep[];
  readonly results: ReadonlyMap<string, readonly MemberResult[]>;
}

/** Has all that was done judged against the goal: what every step said in the end, and all that they changed. */
export function evaluateGoal(plan: AutoPlan, { steps, results }: Done, place: GroupPlace): Promise<EvalScore> {
  const all = steps.map(({ id }) => ({ id, attempts: results.get(id) ?? [] }));
  const members = all.flatMap(({ attempts }) => attempts);
  const judged = async () => {
    const diff = await allChanges(members, place);
    return {
      task: plan.goal,
      output: all.map(({ id, attempts }) => `${id}:\n${attempts.at(-1)?.summary.text ?? ""}`).join("\n\n"),
      diff,
      changedFiles: [...new Set(members.flatMap(({ changedFiles }) => changedFiles ?? []))],
    };
  };
  return askJudges(plan.judges, { part: "goal", promptFile: INLINE, judged }, place);
}

/** In a lane all of it as one patch; else that of each. */
async function allChanges(members: readonly MemberResult[], place: GroupPlace): Promise<string> {
  const { artifactsDir, lane, runId } = place;
  if (lane === undefined) return members.map((member) => patchOf(resolve(artifactsDir, member.runId))).join("");
  const { patchSoFar } = await import("../group/one-lane.ts");
  await patchSoFar(place);
  return patchOf(resolve(artifactsDir, runId));
}
