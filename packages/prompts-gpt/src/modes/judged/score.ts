import type { GroupStep } from "../../runs/group-step.ts";
import type { Score } from "../eval/score-step.ts";
import type { EvalScore, JudgeScore } from "./input.ts";

/** What the judges of a group said, in their order: of each the last. */
export function evalScoreOf(steps: readonly GroupStep[], order: readonly { readonly name: string }[] = []): EvalScore {
  const last = new Map(steps.flatMap((step) => (step.kind === "score" ? [[step.name, step] as const] : [])));
  const place = (name: string) => order.findIndex((one) => one.name === name);
  const scores = [...last.values()].toSorted((a, b) => place(a.name) - place(b.name));
  const judges = scores.map(judgeScore);
  const names = [...new Set(scores.flatMap(({ demand }) => demand.criteria))];
  const criteria = names.map((name) => [name, together(judges.map((one) => one.criteria[name] ?? null))] as const);
  return { ...together(judges.map(({ score }) => score)), criteria: Object.fromEntries(criteria), judges };
}

/** Nobody has said anything. */
export const NO_SCORE: EvalScore = { score: null, spread: null, criteria: {}, judges: [] };

function judgeScore({ name, provider, model, demand, evaluation }: Score): JudgeScore {
  const { scores, reasons, mean, problem } = evaluation;
  const each = demand.criteria.map((criterion) => [criterion, outOf100(scores[criterion] ?? null)] as const);
  return {
    name,
    provider,
    model,
    score: outOf100(mean),
    criteria: Object.fromEntries(each),
    reasons,
    problem: problem ?? null,
  };
}

function outOf100(score: number | null): number | null {
  return score === null ? null : rounded(score * 100);
}

/** Those without a score count for nothing: neither as 0 nor as full marks. */
function together(all: readonly (number | null)[]) {
  const known = all.filter((one) => one !== null);
  if (known.length === 0) return { score: null, spread: null };
  const score = rounded(known.reduce((sum, one) => sum + one, 0) / known.length);
  return { score, spread: known.length < 2 ? null : rounded(Math.max(...known) - Math.min(...known)) };
}

function rounded(points: number): number {
  return Math.round(points * 100) / 100;
}
