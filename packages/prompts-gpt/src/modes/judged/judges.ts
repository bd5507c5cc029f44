import { ConfigError } from "../../errors.ts";
import type { Finding } from "../../finding.ts";
import type { LoadedConfig } from "../../config/config.ts";
import type { PromptFile } from "../../prompts/prompt.ts";
import type { ResolvedRun } from "../resolve-run.ts";
import { chooseEval, type JudgePlan } from "../eval/choose-eval.ts";
import { scoreStep } from "../eval/score-step.ts";
import type { Judged } from "../eval/eval-prompt.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { inPool } from "../group/pool.ts";
import type { Wish } from "../group/open.ts";
import { wishOf } from "../parallel/candidates.ts";
import type { EvalScore, JudgesInput } from "./input.ts";
import { evalScoreOf } from "./score.ts";

/** One that judges. */
export interface PlannedJudge extends JudgePlan {
  /** Of its member in the record: `judge-codex`. */
  readonly name: string;
}

const MOST = 16;
/** At once: they only read. */
const BESIDE = 4;

interface Sources {
  readonly loaded: LoadedConfig;
  readonly file: PromptFile | undefined;
  /** Who judges when nobody is named. */
  readonly provider: string;
  readonly model: string | undefined;
}

/** Who judges, each with a name that no other has, and what there is to say of the criteria. Throws a ConfigError for what cannot be. */
export function judgesOf(
  { judges, criteria }: JudgesInput,
  sources: Sources,
): { readonly judges: readonly PlannedJudge[]; readonly findings: readonly Finding[] } {
  const asked: readonly Pick<Wish, "provider" | "model">[] = judges === undefined ? [{}] : judges.map(wishOf);
  if (asked.length === 0 || asked.length > MOST)
    throw new ConfigError(`1 to ${MOST} judges score a result; not ${asked.length}.`, "--judges codex,claude");
  const taken = new Set<string>();
  const chosen = asked.map(({ provider, model }) => {
    const plan = chooseEval({ ...sources, input: { criteria, provider, model } });
    if (plan === undefined) throw new Error("an evaluation that is asked for has a plan");
    return plan;
  });
  return {
    judges: chosen.map(({ findings: _findings, ...plan }) => ({ ...plan, name: unlike(taken, plan.provider) })),
    findings: chosen[0]?.findings ?? [],
  };
}

/** The providers that were named. */
export function namedJudges({ judges = [] }: JudgesInput): readonly (string | undefined)[] {
  return judges.map((judge) => wishOf(judge).provider);
}

/** Each as a run of its own would be: what is wrong with one is said before anything starts. */
export async function resolveJudges(
  judges: readonly PlannedJudge[],
  resolve: (wish: Wish) => Promise<ResolvedRun>,
): Promise<readonly ResolvedRun[]> {
  const resolved: ResolvedRun[] = [];
  for (const { provider, model } of judges)
    resolved.push(
      await resolve({ provider, model, access: "read", sandbox: undefined, permissionMode: undefined, verify: [] }),
    );
  return resolved;
}

interface Case {
  readonly part: string;
  readonly promptFile: string;
  judged(): Promise<Omit<Judged, "criteria">>;
}

/** Asks all of them, none told of another. One that was never asked, because all of it was stopped, is not among the scores. */
export async function askJudges(judges: readonly PlannedJudge[], of: Case, place: GroupPlace): Promise<EvalScore> {
  const { sandbox: _sandbox, permissionMode: _mode, ...shared } = place.shared;
  const asked = await inPool(judges, { atOnce: BESIDE, signal: place.session.signal }, ({ name, ...plan }) =>
    scoreStep({ ...of, name, judge: name, plan, provider: plan.provider }, { ...place, shared }),
  );
  return evalScoreOf(
    asked.filter((one) => one !== undefined),
    judges,
  );
}

function unlike(taken: Set<string>, provider: string): string {
  const plain = `judge-${provider.replaceAll(/[^A-Za-z0-9]+/g, "-").slice(0, 40)}`;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? plain : `${plain}-${number}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
