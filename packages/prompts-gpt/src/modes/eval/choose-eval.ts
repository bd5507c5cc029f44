import type { LoadedConfig } from "../../config/config.ts";
import { criteriaFindings, LONGEST_CRITERION, MOST_CRITERIA, PASS_THRESHOLD } from "../../criteria.ts";
import { ConfigError } from "../../errors.ts";
import type { Finding } from "../../finding.ts";
import type { PromptFile } from "../../prompts/prompt.ts";
import type { Demand } from "./verdict.ts";

/** What the flags, or the SDK, say of the evaluation. `true` is `--eval` alone. */
export type EvalInput =
  | true
  | {
      readonly criteria?: readonly string[] | undefined;
      /** 0 to 1. */
      readonly passThreshold?: number | undefined;
      readonly provider?: string | undefined;
      readonly model?: string | undefined;
    };

interface EvalSources {
  readonly input: EvalInput | undefined;
  readonly loaded: LoadedConfig;
  readonly file: PromptFile | undefined;
  /** Of the sweep: judges when nobody else is named, with the same model. */
  readonly provider: string;
  readonly model: string | undefined;
}

export interface EvalPlan extends Demand {
  /** Resolved and checked like any other provider by who starts it. */
  readonly provider: string;
  readonly model?: string;
  readonly findings: readonly Finding[];
}

/** The same without what there is to say of it. */
export type JudgePlan = Omit<EvalPlan, "findings">;

const USUAL = ["correctness", "completeness", "code-quality"];

/**
 * How a sweep's results are judged; undefined where nobody asked for it. It is asked for by the input or by `sweep.eval` of
 * the prompt file; the configuration only says how. Each value: input, else prompt file, else configuration. Throws a
 * ConfigError for criteria or a threshold that cannot be.
 */
export function chooseEval({ input, loaded, file, provider, model }: EvalSources): EvalPlan | undefined {
  const wished = file?.sweepFields.eval;
  if (input === undefined && wished === undefined) return undefined;
  const given = input === undefined || input === true ? {} : input;
  const { eval: configured } = loaded.config;
  const criteria = given.criteria ?? wished?.criteria ?? configured.criteria ?? USUAL;
  const judge = given.provider ?? configured.provider ?? provider;
  const judgesModel =
    given.model ?? configuredModel({ given, configured, judge }) ?? (judge === provider ? model : undefined);
  return {
    criteria: checkCriteria(criteria),
    passThreshold: checkThreshold(
      given.passThreshold ?? wished?.passThreshold ?? configured.passThreshold ?? PASS_THRESHOLD,
    ),
    provider: judge,
    ...(judgesModel === undefined ? {} : { model: judgesModel }),
    findings: criteriaFindings(criteria.map((one) => one.trim())),
  };
}

/** The configuration's model is that of its own provider: another one would not know it. */
function configuredModel({
  given,
  configured,
  judge,
}: {
  given: { provider?: string | undefined };
  configured: LoadedConfig["config"]["eval"];
  judge: string;
}): string | undefined {
  return given.provider === undefined || configured.provider === judge ? configured.model : undefined;
}

function checkCriteria(criteria: readonly string[]): readonly string[] {
  const trimmed = criteria.map((criterion) => criterion.trim());
  const isWrong =
    trimmed.length === 0 ||
    trimmed.length > MOST_CRITERIA ||
    trimmed.some((one) => one === "" || one.length > LONGEST_CRITERION);
  if (!isWrong) return [...new Set(trimmed)];
  throw new ConfigError(
    `An evaluation has 1 to ${MOST_CRITERIA} criteria, each of 1 to ${LONGEST_CRITERION} characters.`,
    `--eval-criteria ${USUAL.join(",")}`,
  );
}

function checkThreshold(passThreshold: number): number {
  if (passThreshold >= 0 && passThreshold <= 1) return passThreshold;
  throw new ConfigError(
    `The threshold of an evaluation is a number from 0 to 1; not ${passThreshold}.`,
    `--eval-threshold ${PASS_THRESHOLD}`,
  );
}
