import type { RunStatus } from "../../agent/events.ts";
import type { TokenUsage } from "../../providers/provider.ts";
import type { SharedInput } from "../group/shared-input.ts";
import type { RunPromptInput } from "../run-input.ts";

type Place = Pick<
  RunPromptInput,
  "cwd" | "artifactsDir" | "runId" | "vars" | "trust" | "env" | "signal" | "killSignal" | "onEvent"
>;

/** What `sweepPrompt` takes. The flags of `prompts-gpt sweep` fill exactly this object. */
export interface SweepInput extends SharedInput, Place {
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
  /** Run directories of sweeps that are kept; 0 = all. Default: `maxRunDirs` of the configuration. */
  readonly maxRunDirs?: number;
  /** A word for this part of your work: it stands in the record and in what is told of the progress. */
  readonly phase?: string;
  /** `onEvent` is told of the sweep alone, not of what each agent does. */
  readonly quiet?: boolean;
  /** Nobody is told anything; the record is kept all the same. */
  readonly silent?: boolean;
  /** Told when an iteration begins and when it has ended. Awaited. */
  readonly onProgress?: (progress: SweepProgress) => void | Promise<void>;
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
  readonly stopped?: "failed" | "cancelled" | "passed" | "stable" | "over-budget";
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
