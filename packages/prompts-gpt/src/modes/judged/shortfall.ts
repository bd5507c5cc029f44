import type { EvalScore } from "./input.ts";

/** Reasons of several judges: enough to know where to look. */
const MOST_REASONS = 5;

/** Why a score is not what was asked for, in sentences; undefined when it is. `threshold`: 0 to 100; null: every score will do. */
export function shortfall(evaluation: EvalScore, threshold: number | null): string | undefined {
  const { score, judges } = evaluation;
  const silent = judges.filter((judge) => judge.score === null);
  const unscored = silent.map(({ name, problem }) => `No score from ${name}: ${problem ?? "it gave none."}`);
  const isLow = score !== null && threshold !== null && score < threshold;
  const low = isLow
    ? [`The score is ${score} of 100, and ${threshold} are asked for.`, ...reasonsIn(evaluation, threshold)]
    : [];
  const none = score === null && unscored.length === 0 ? ["There is no score."] : [];
  const sentences = [...low, ...unscored, ...none];
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

/** Of the criteria that are too low, the lowest first, what was said of them. */
function reasonsIn({ judges }: EvalScore, threshold: number): string[] {
  const said = judges.flatMap(({ criteria, reasons, name }) =>
    Object.entries(criteria).flatMap(([criterion, points]) => {
      const reason = reasons[criterion];
      if (points === null || points >= threshold || reason === undefined) return [];
      return [{ points, text: `${criterion} ${points} (${name}): ${reason.replace(/\.?$/, ".")}` }];
    }),
  );
  const worst = said.toSorted((a, b) => a.points - b.points);
  return worst.slice(0, MOST_REASONS).map(({ text }) => text);
}
