import type { KnownCriterion } from "../../criteria.ts";

/** What each step of the scale looks like, in the order of {@link STEPS}. */
type Anchors = readonly [string, string, string, string, string, string];

const STEPS = [0, 0.3, 0.5, 0.7, 0.85, 1] as const;

const RUBRICS: Readonly<Record<KnownCriterion, Anchors>> = {
  correctness: [
    "it does not build or run, or does something else than was asked",
    "the main path works only with particular input; ordinary input gives wrong results",
    "the main path works; several cases that a user would meet on the first day do not",
    "works in ordinary use; some edge case (empty, very long, twice at once) gives a wrong result",
    "works in every case you tried by reading or running; one doubtful place is left, and it harms nobody",
    "you looked for an input that breaks it, edge cases and failures included, and found none",
  ],
  completeness: [
    "nothing of what was asked is there",
    "one part is there; most of what was asked is missing or only announced",
    "about half is there, or all of it with stubs and TODOs in the places that matter",
    "everything essential is there; a stated requirement of lesser weight is missing",
    "everything that was stated is there; only what was implied (a message, a default) is missing",
    "every stated and implied requirement can be pointed at in the result",
  ],
  thoroughness: [
    "it did not look at what the task is about",
    "the first thing that came to hand was looked at, and the rest was guessed",
    "the obvious places were looked at; conclusions about the others rest on assumptions",
    "most places were looked at and statements are backed by what was found there; some follow-up was left",
    "all places were looked at, with what depends on them; one thing was taken on trust",
    "everything was looked at and checked against the source, and what was ruled out is said, with the reason",
  ],
  "code-quality": [
    "nobody could go on with this code: it has to be written anew",
    "copies of the same code, names that mislead, errors swallowed",
    "it can be read with effort; long functions, mixed concerns, conventions of the project ignored",
    "clear for the most part; a few places are more complicated than they have to be",
    "clear names, small parts, the project's own way of doing things; a reviewer would have one or two remarks",
    "a reviewer would take it as it is; nothing in it could be left out",
  ],
  security: [
    "it opens a hole that anybody can use: injected commands or queries, a secret in the open, access without a check",
    "untrusted input reaches something dangerous with a check that is easily passed",
    "the usual cases are checked; a path, a size, or a role is not",
    "untrusted input is checked where it enters; a weakness is left that takes unusual circumstances",
    "every input is checked and bounded and no right is wider than needed; one hardening could be added",
    "you looked for a way to misuse it, as an attacker would, and found none; secrets appear nowhere",
  ],
  performance: [
    "unusable at the size that the task is about",
    "work that grows much faster than the input, or waits for something in a loop, on the main path",
    "fine for small input; repeated work or memory that grows is felt at real sizes",
    "fast enough at real sizes; an avoidable pass, copy or query is left",
    "no avoidable work on any path that is used often; limits are known",
    "measured, or plainly the best that the task allows, in time and in memory",
  ],
  "test-coverage": [
    "nothing of the change is tested, or the tests do not run",
    "tests exist that could not fail, or test something else",
    "the main path is tested; failures and edges are not",
    "main path and the likeliest failures are tested; a branch with consequences is not",
    "every behaviour that was asked for has a test that would fail without it; an unlikely branch is open",
    "every behaviour, edge and failure has such a test, and the tests say what is expected",
  ],
  documentation: [
    "who wants to use it has to read the code",
    "something is written, and it is wrong or out of date",
    "the usual case is described; options, limits or errors are not",
    "what a user needs is there and right; it has to be searched for, or an example is missing",
    "right, complete and where one looks for it; a sentence could be clearer",
    "a newcomer gets from it to a working result without asking, and what changed is written down",
  ],
};

/** The scale of a criterion: concrete for a known one; for any other the same for all. */
export function rubricOf(criterion: string): readonly string[] {
  const anchors = Object.hasOwn(RUBRICS, criterion) ? RUBRICS[criterion as KnownCriterion] : OF_ANY; // just looked up
  return STEPS.map((step, index) => `${step}: ${anchors[index] ?? ""}`);
}

const OF_ANY: Anchors = [
  "nothing in the result serves it",
  "an attempt, of little use",
  "half of what it would take; what is missing is felt",
  "it is met for the most part; you can name what is missing",
  "it is met, but for something of little weight",
  "you looked for something that is missing, and found nothing",
];
