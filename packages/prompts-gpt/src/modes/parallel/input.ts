import type { RunStatus } from "../../agent/events.ts";
import type { TokenUsage } from "../../providers/provider.ts";
import type { GroupInput } from "../group/group-input.ts";
import type { RunPromptInput } from "../run-input.ts";
import type { CandidateRecord, MatchRecord } from "./summary.ts";

/** What `orchestrateParallel` takes. The flags of `prompts-gpt orchestrate --mode parallel` fill exactly this object. */
export interface OrchestrateParallelInput
  extends Omit<GroupInput, "inPlace">, Pick<RunPromptInput, "prompt" | "promptFile"> {
  /** Who competes: a provider each, as `codex` or, with a model of its own, `codex=gpt-5.5`. One that is named twice tries twice. */
  readonly providers?: readonly string[];
  /** In place of `providers`: how often one provider tries, 2 or more. */
  readonly attempts?: number;
  /** Of every candidate that names none; `auto` = each provider's default. */
  readonly model?: string;
  /** How many at once, 1 or more. Default: all. */
  readonly concurrency?: number;
  /** End all others as soon as one that changed something has passed its verify commands. Default: all are waited for. */
  readonly firstVerified?: boolean;
  /** Who ranks those that are acceptable: two at a time, each pair twice. As in `providers`. Default: nobody. */
  readonly judge?: string;
  /** `best` brings the best one into the working tree. Default `none`. */
  readonly apply?: "best" | "none";
  /** A candidate that failed is no failure of all of it, when another one is accepted. Default: it is. */
  readonly allowFailedLanes?: boolean;
  /** Seconds for each; 0 = no limit. Default 1800. */
  readonly timeoutSeconds?: number;
}

/** What `orchestrateParallel` resolves to. It rejects only for wrong use; that nobody is accepted is a result. */
export interface OrchestrateParallelResult {
  readonly schemaVersion: 1;
  readonly mode: "parallel";
  readonly ok: boolean;
  readonly status: RunStatus;
  readonly runId: string;
  /** Absolute. */
  readonly runDir: string;
  /** 0, 1, 129, 130 or 143. */
  readonly exitCode: number;
  /** At least one candidate is acceptable; also where `ok` is false because another one failed. */
  readonly accepted: boolean;
  /** The best of them, by its name. */
  readonly winner: string | null;
  /** All that were planned, in that order. */
  readonly candidates: readonly CandidateRecord[];
  /** What the judge said of each pair. */
  readonly matches: readonly MatchRecord[];
  readonly totalDurationMs: number;
  /** Of everything: judging, and what was begun anew, too. */
  readonly tokenUsage: TokenUsage;
  readonly warnings: readonly string[];
  readonly error?: string;
}
