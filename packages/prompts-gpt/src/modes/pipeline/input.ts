import type { RunStatus } from "../../agent/events.ts";
import type { TokenUsage } from "../../providers/provider.ts";
import type { GroupEnd } from "../group/group-end.ts";
import type { GroupInput } from "../group/group-input.ts";

/** What `orchestratePipeline` takes. The flags of `prompts-gpt orchestrate --mode pipeline` fill exactly this object. */
export interface OrchestratePipelineInput extends GroupInput {
  /** The steps work in `cwd` itself. Default: in a lane that all of them share, where there is a git repository; what they changed is brought into `cwd` when all have succeeded. */
  readonly inPlace?: boolean;
  /** A path from `cwd`, or a name in `.prompts-gpt/pipelines`. Default: the only one there. */
  readonly pipelineFile?: string;
  /** How many steps at once, 1 or more. Default 4. Of those that may write never more than one is at work. */
  readonly concurrency?: number;
  /** Seconds for each attempt at a step that says nothing itself; 0 = no limit. Default 1800. */
  readonly timeoutSeconds?: number;
  /** Told when a step begins and when it has ended, or is skipped. Awaited. */
  readonly onProgress?: (progress: PipelineProgress) => void | Promise<void>;
}

/** What happens to the steps. */
export type PipelineProgress =
  | { readonly type: "step_started"; readonly step: string; readonly runId: string; readonly attempt: number }
  | {
      readonly type: "step_finished";
      readonly step: string;
      readonly runId: string;
      readonly attempt: number;
      readonly status: RunStatus;
      /** What `verify` said, when it refused the result; the step may be sent back. */
      readonly notAccepted?: string;
      readonly durationMs: number;
      readonly tokenUsage: TokenUsage;
    }
  | { readonly type: "step_skipped"; readonly step: string };

/** How one step ended. */
export interface PipelineStep {
  readonly id: string;
  /** Null: it was not begun before everything was stopped. */
  readonly status: RunStatus | "skipped" | null;
  /** Of its last attempt, for `showRun` and `diffRun`; null when it was never begun. */
  readonly runId: string | null;
  /** From the project root: the pipeline itself, or the prompt file that it names. */
  readonly promptFile: string;
  readonly provider: string;
  readonly model: string | null;
  readonly access: string;
  readonly needs: readonly string[];
  /** 0 when it was never begun; above 1 it was sent back. */
  readonly attempts: number;
  /** Of all attempts. */
  readonly durationMs: number;
  readonly tokenUsage: TokenUsage;
  /** Of all attempts, from the top of the workspace. Null: not compared. */
  readonly changedFiles: readonly string[] | null;
  readonly error: string | null;
}

/** What `orchestratePipeline` resolves to. It rejects only for wrong use; a failed step is a result. */
export interface PipelineResult extends GroupEnd {
  readonly mode: "pipeline";
  /** From the project root. */
  readonly pipelineFile: string;
  /** Every step, in the order of the file. */
  readonly steps: readonly PipelineStep[];
  /** The lane that the steps worked in: what they changed is kept under that name. Null: they worked in the folder itself, or none was begun. */
  readonly laneId: string | null;
  /** Whether all of that was brought into the folder; null where there is no lane. */
  readonly applied: boolean | null;
}
