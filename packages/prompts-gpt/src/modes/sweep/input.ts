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
  /** Told when an iteration begins and when it has ended. Awaited. */
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
  readonly status: "started" | RunStatus;
  readonly phase?: string;
  readonly durationMs?: number;
  readonly tokenUsage?: TokenUsage;
  /** Of all criteria, 0 to 1, where it was judged. */
  readonly score?: number | null;
}

/** How one iteration ended. */
export interface SweptIteration {
  readonly iteration: number;
  readonly runId: string;
  readonly status: RunStatus;
  readonly provider: string;
  readonly model: string | null;
  readonly attempts: number;
  readonly durationMs: number;
  readonly tokenUsage: TokenUsage;
  /** Null: not compared. */
  readonly changedFiles: readonly string[] | null;
  /** Mean of all criteria, 0 to 1; null where it was not judged, or no score could be had. */
  readonly score: number | null;
  readonly error?: string;
}

/** How the sweep of one file ended. */
export interface SweptFile {
  readonly name: string;
  readonly promptFile: string;
  readonly ok: boolean;
  readonly iterationsPlanned: number;
  readonly iterationsCompleted: number;
  /** Why there were fewer than planned. */
  readonly stopped?: PartStop;
  /** The branch that holds a commit for each iteration. */
  readonly branch?: string;
  readonly iterations: readonly SweptIteration[];
}

/** What `sweepPrompt` resolves to. It rejects only for wrong use; a failed iteration is a result. */
export interface SweepResult {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly status: RunStatus;
  readonly sweepId: string;
  readonly runDir: string;
  /** 0, 1, 129, 130 or 143. */
  readonly exitCode: number;
  readonly iterationsCompleted: number;
  readonly totalDurationMs: number;
  readonly tokenUsage: TokenUsage;
  readonly files: readonly SweptFile[];
  readonly warnings: readonly string[];
  readonly error?: string;
}
