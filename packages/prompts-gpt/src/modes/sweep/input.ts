import type { PartStop, RunStatus } from "../../agent/events.ts";
import type { TokenUsage } from "../../providers/provider.ts";
import type { GroupInput } from "../group/group-input.ts";

/** What `sweepPrompt` takes. The flags of `prompts-gpt sweep` fill exactly this object. */
export interface SweepInput extends GroupInput {
  /** A path from `cwd`, a file name or a name of the library. Default: the only one in `.prompts-gpt/sweeps`. */
  readonly promptFile?: string;
  /** Several of them, each a sweep of its own. */
  readonly sweepFiles?: readonly string[];
  /** Every file in `.prompts-gpt/sweeps`. */
  readonly allSweeps?: boolean;
  /** Several files: one after the other (default), or beside each other. */
  readonly filesMode?: "sequential" | "parallel";
  /** How many files at once with `filesMode: "parallel"`. Default 2. */
  readonly fileConcurrency?: number;
  /** How often. Default: the file's `sweep.defaultIterations`, else 1. At most its `sweep.maxIterations`. */
  readonly iterations?: number;
  /** Iterations at once: each batch is told the summaries of the batch before. Default 1. */
  readonly parallel?: number;
  /** Seconds for one iteration; 0 = no limit. Default 5400. */
  readonly timeoutSeconds?: number;
  /** How often an iteration is tried again when its agent did not start, took too long or met a passing failure. Default 2. */
  readonly maxRetries?: number;
  /** Lines of a summary that the next iteration is told. Default: the file's `sweep.summaryLines`, else 40. */
  readonly summaryLines?: number;
  /** Has every iteration judged, and ends the sweep when each criterion reaches the threshold. Default: when the file has `sweep.eval`. */
  readonly eval?: boolean | SweepEvalInput;
  /** Ends the sweep when this many iterations in a row have changed nothing, and no score rose. Default: off. */
  readonly untilStable?: number;
  /** A commit for each iteration on a branch of its own; what a failed one did is taken back. Needs a clean working tree. */
  readonly commitEach?: boolean;
  /** A word for this part of your work: it stands in the record and in what is told of the progress. */
  readonly phase?: string;
  /** Nobody is told anything; the record is kept all the same. */
  readonly silent?: boolean;
  /** Told when an iteration begins, when it has ended, and when it was judged. Awaited. */
  readonly onProgress?: (progress: SweepProgress) => void | Promise<void>;
}

/** How iterations are judged; what is not given comes from the file's `sweep.eval`, then from `eval` of the configuration. */
interface SweepEvalInput {
  /** Known ones have a rubric; any other text is one too. Default: correctness, completeness and code-quality. */
  readonly criteria?: readonly string[];
  /** What each has to reach, 0 to 1. Default 0.8. */
  readonly passThreshold?: number;
  /** Who judges. Default: the provider of the sweep. */
  readonly provider?: string;
  readonly model?: string;
}

export interface SweepProgress {
  /** The prompt file's name. */
  readonly file: string;
  readonly iteration: number;
  readonly total: number;
  /** `judged` comes after `succeeded`, where there is an evaluation. Other attempts of an iteration tell `started` again. */
  readonly status: "started" | RunStatus | "judged";
  readonly phase?: string;
  /** When it has ended. */
  readonly durationMs?: number;
  readonly tokenUsage?: TokenUsage;
  /** Of `judged`: the mean of all criteria, 0 to 1; null where no score could be had. */
  readonly score?: number | null;
}

/** How one iteration ended. */
export interface SweptIteration {
  /** From 1. */
  readonly iteration: number;
  /** `<sweep id>/iteration-1`: for `showRun`, `diffRun` and the like. */
  readonly runId: string;
  readonly status: RunStatus;
  readonly provider: string;
  /** As the agent named it, else as it was asked for; null: its own choice. */
  readonly model: string | null;
  /** From 1; what stands here is of the last one. */
  readonly attempts: number;
  readonly durationMs: number;
  readonly tokenUsage: TokenUsage;
  /** From the top of the workspace, at most 200. Null: not compared. */
  readonly changedFiles: readonly string[] | null;
  /** Mean of all criteria, 0 to 1; null where it was not judged, or no score could be had. */
  readonly score: number | null;
  /** Whether what it changed in its lane was brought into the working tree; null where there was no lane. */
  readonly applied: boolean | null;
  /** Of `commitEach`: the full hash; null where nothing was to be committed. */
  readonly commit: string | null;
  readonly error?: string;
}

/** How the sweep of one file ended. */
export interface SweptFile {
  readonly name: string;
  readonly promptFile: string;
  readonly ok: boolean;
  readonly iterationsPlanned: number;
  readonly iterationsCompleted: number;
  /** Why there were fewer than planned: `passed` and `stable` are no failures. */
  readonly stopped?: PartStop;
  /** With `commitEach`: the branch that holds a commit for each iteration, once there is one. */
  readonly branch?: string;
  /** Those that ended, in their order, each after its last attempt. */
  readonly iterations: readonly SweptIteration[];
}

/** What `sweepPrompt` resolves to. It rejects only for wrong use; a failed iteration is a result. */
export interface SweepResult {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly status: RunStatus;
  readonly sweepId: string;
  /** Absolute. */
  readonly runDir: string;
  /** 0, 1, 129, 130 or 143. */
  readonly exitCode: number;
  /** Those that succeeded, of all files. */
  readonly iterationsCompleted: number;
  readonly totalDurationMs: number;
  /** Of everything: further attempts, evaluations and what a resumption began anew too. */
  readonly tokenUsage: TokenUsage;
  /** In the order in which they began; one that never began is not here. */
  readonly files: readonly SweptFile[];
  readonly warnings: readonly string[];
  readonly error?: string;
}
