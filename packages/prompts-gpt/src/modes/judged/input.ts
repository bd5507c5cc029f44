import type { GroupEnd } from "../group/group-end.ts";
import type { GroupInput } from "../group/group-input.ts";
import type { RunPromptInput } from "../run-input.ts";

/** Who judges, and by what. */
export interface JudgesInput {
  /** A provider each, as `codex` or, with a model of its own, `codex=gpt-5.5`. Default: `eval.provider` of the configuration, else the provider of the run. */
  readonly judges?: readonly string[];
  /** Known ones have a rubric; any other text is one too. Default: of the prompt file, of the configuration, else correctness, completeness and code-quality. */
  readonly criteria?: readonly string[];
}

/** What `orchestrateEval` takes. The flags of `prompts-gpt orchestrate --mode eval` fill exactly this object. */
export interface OrchestrateEvalInput
  extends Omit<GroupInput, "inPlace">, JudgesInput, Pick<RunPromptInput, "prompt" | "promptFile"> {
  /** The run that is judged, a member of several as `orchestrate-…/provider-codex` too. Default: the prompt is run, and that is judged. */
  readonly of?: string;
  /** What the score has to reach, 0 to 100. Default: every score will do. */
  readonly threshold?: number;
  /** Seconds for the fresh answer; 0 = no limit. Default 1800. */
  readonly timeoutSeconds?: number;
}

/** A score out of 100, and how far the judges are apart. */
interface Scored {
  /** 100 × the mean; null: there is no score. */
  readonly score: number | null;
  /** The highest less the lowest; null with fewer than two. */
  readonly spread: number | null;
}

/** What one judge said. */
export interface JudgeScore {
  /** Of its member in the record: `judge-codex`. */
  readonly name: string;
  readonly provider: string;
  readonly model: string | null;
  /** Out of 100: 100 × the mean of its criteria; null unless it scored each. */
  readonly score: number | null;
  /** Out of 100, by criterion. */
  readonly criteria: Readonly<Record<string, number | null>>;
  readonly reasons: Readonly<Record<string, string>>;
  /** Why there are scores missing. */
  readonly problem: string | null;
}

/** What all judges said, out of 100. */
export interface EvalScore extends Scored {
  readonly criteria: Readonly<Record<string, Scored>>;
  readonly judges: readonly JudgeScore[];
}

/** What `orchestrateEval` resolves to. It rejects only for wrong use; a low score, or none, is a result. */
export interface OrchestrateEvalResult extends GroupEnd {
  readonly mode: "eval";
  /** The run that was judged; null where the fresh answer never came about. */
  readonly of: string | null;
  readonly threshold: number | null;
  readonly evaluation: EvalScore;
}
