import type { Finding } from "./finding.ts";
import { nearest } from "./nearest.ts";

/** Criteria that have a rubric of ours. Any other text is one too. */
export const KNOWN_CRITERIA = [
  "correctness",
  "completeness",
  "thoroughness",
  "code-quality",
  "security",
  "performance",
  "test-coverage",
  "documentation",
] as const;

export type KnownCriterion = (typeof KNOWN_CRITERIA)[number];

/** What every criterion has to reach where nobody says otherwise. */
export const PASS_THRESHOLD = 0.8;

/** Each of them makes the question longer; more are a mistake. */
export const MOST_CRITERIA = 20;
/** Characters. */
export const LONGEST_CRITERION = 200;

/** The known criterion that was probably meant; a criterion of one's own is not corrected, only asked about. */
function meantCriterion(criterion: string): KnownCriterion | undefined {
  const meant = nearest(criterion, KNOWN_CRITERIA);
  return meant === criterion ? undefined : KNOWN_CRITERIA.find((known) => known === meant);
}

/** What is to be said of a list of criteria: each that looks like a known one that is spelt wrong, and each that stands there twice. */
export function criteriaFindings(
  criteria: readonly string[],
  at: Pick<Finding, "file" | "line"> = {},
): readonly Finding[] {
  return criteria.flatMap((criterion, index): Finding[] => {
    const warning = { severity: "warning", ...at } as const;
    if (criteria.indexOf(criterion) !== index)
      return [
        {
          ...warning,
          code: "eval.duplicate",
          message: `The criterion ${shown(criterion)} stands there twice; it counts once.`,
        },
      ];
    const meant = meantCriterion(criterion);
    if (meant === undefined) return [];
    const message = `The criterion ${shown(criterion)} is no known one: it is judged without a rubric.`;
    return [{ ...warning, code: "eval.unknown-criterion", message, fix: `Did you mean "${meant}"?` }];
  });
}

function shown(criterion: string): string {
  return JSON.stringify(criterion);
}
