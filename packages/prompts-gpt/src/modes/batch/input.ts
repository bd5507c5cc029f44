import type { RunStatus } from "../../agent/events.ts";
import type { TokenUsage } from "../../providers/provider.ts";
import type { GroupInput } from "../group/group-input.ts";
import type { RunPromptResult } from "../run-input.ts";

/** What `runBatch` takes. The flags of `prompts-gpt run-batch` fill exactly this object. */
export interface BatchInput extends GroupInput {
  /** Paths from `cwd`, file names or names of the library. */
  readonly promptFiles?: readonly string[];
  /** A JSON file that lists prompt files, when none is named. Default: `batchPromptFiles`, then `batchManifest` of the configuration, then what was synced. */
  readonly manifest?: string;
  /** How many at once, 1 or more. Default 1. Those that may write work in a lane each, unless `inPlace`. */
  readonly concurrency?: number;
  /** Begin no other when one has failed. Default: one failure does not stop the others. */
  readonly stopOnFailure?: boolean;
  /** Seconds for each; 0 = no limit. Default 1800. */
  readonly timeoutSeconds?: number;
}

/** What `runBatch` resolves to. It rejects only for wrong use; a failed prompt is a result. */
export interface RunBatchResult {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly status: RunStatus;
  readonly batchId: string;
  /** Absolute. */
  readonly runDir: string;
  /** 0, 1, 129, 130 or 143. */
  readonly exitCode: number;
  /** One for each prompt that was begun, in their order. */
  readonly results: readonly BatchRun[];
  readonly totalDurationMs: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Prompts that were never begun. */
  readonly skipped: number;
  /** Of everything, further attempts at usage limits too. */
  readonly tokenUsage: TokenUsage;
  readonly warnings: readonly string[];
  readonly error?: string;
}

/** The result of one prompt, as `runPrompt` gives it, and which it was; `promptFile` is from the project root. */
export type BatchRun = RunPromptResult & {
  /** From the project root. */
  readonly promptFile: string;
  /** Whether what it changed in its lane was brought into the working tree; null where there was no lane. */
  readonly applied: boolean | null;
};
