import type { GroupEnd } from "../group/group-end.ts";
import type { GroupInput } from "../group/group-input.ts";
import type { EvalScore, JudgesInput } from "../judged/input.ts";
import type { PipelineProgress, PipelineResult } from "../pipeline/input.ts";
import type { PlannedStep } from "../pipeline/planned-step.ts";

/** A goal, and what holds on the way to it. */
export interface AutoModeGoal {
  readonly description: string;
  /** What every step has to keep to, a sentence each. */
  readonly constraints?: readonly string[];
}

/** What `orchestrateAuto` takes. The flags of `prompts-gpt orchestrate --mode auto` fill this object. */
export interface OrchestrateAutoInput extends Omit<GroupInput, "vars">, JudgesInput {
  /** The steps work in `cwd` itself. Default: in a lane that all of them share, where there is a git repository; what they changed is brought into `cwd` when the score reaches `qualityGate`. */
  readonly inPlace?: boolean;
  readonly goal: string | AutoModeGoal;
  /** Who plans, works and, where no judge is named, judges: another word for `provider`. */
  readonly agent?: string;
  /** Most steps of the plan, 1 to 20. Default 5. */
  readonly maxSteps?: number;
  /** What the score of all of it has to reach, 0 to 100. Default 70. */
  readonly qualityGate?: number;
  /** How many steps at once, 1 or more. Default 4. Of those that may write never more than one is at work. */
  readonly concurrency?: number;
  /** Seconds for each step; 0 = no limit. Default 1800. */
  readonly timeoutSeconds?: number;
  /** Where the plan that is carried out is kept as a pipeline file: a path from `cwd` that is free. */
  readonly save?: string;
  /** Nothing is carried out that `onPlan` has not seen; it has to be given. Default: `onPlan` is asked where it is given. */
  readonly interactive?: boolean;
  /**
   * Asked before anything is carried out. It gives the text that it was shown, to have that carried out; another text, which
   * is read, and shown in its turn; or null, and nothing is done. Awaited.
   */
  readonly onPlan?: (proposal: PlanProposal) => Promise<string | null> | string | null;
  /** Told of the plan when it is settled, and when a step begins and has ended, or is skipped. Awaited. */
  readonly onProgress?: (progress: AutoProgress) => void | Promise<void>;
}

/** A plan, before it is carried out. */
export interface PlanProposal {
  /** A pipeline file. */
  readonly text: string;
  /** None where the text does not hold. */
  readonly steps: readonly PlannedStep[];
  /** Why it cannot be carried out, in sentences: then it has to be changed. */
  readonly problems: readonly string[];
}

export type AutoProgress = { readonly type: "auto_plan"; readonly steps: readonly GeneratedStep[] } | PipelineProgress;

/** A step of the plan. */
export interface GeneratedStep {
  /** Its id. */
  readonly name: string;
  readonly access: string;
  readonly needs: readonly string[];
}

/** What `orchestrateAuto` resolves to. It rejects only for wrong use; a goal that was not reached is a result. */
export interface OrchestrateAutoResult extends GroupEnd {
  readonly mode: "auto";
  readonly goal: string;
  /** None where there was no plan. */
  readonly generatedSteps: readonly GeneratedStep[];
  /** The plan that was carried out, as a pipeline file; where none could be read, the agent's last answer. Null before. */
  readonly planText: string | null;
  /** Null where nothing was carried out. */
  readonly pipelineResult: PipelineResult | null;
  /** Null where it did not come to that. */
  readonly evaluation: EvalScore | null;
  readonly qualityGate: number;
}
