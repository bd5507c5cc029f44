import { criteriaFindings, LONGEST_CRITERION, MOST_CRITERIA } from "../criteria.ts";
import type { Finding } from "../finding.ts";
import { isMap } from "../is-map.ts";
import { nearest } from "../nearest.ts";
import { type Expected, fieldReader, map, textList, wholeNumber } from "./field-reader.ts";
import type { Mapping } from "./yaml-map.ts";

/** What `sweep` in the frontmatter says, each field checked. */
export interface SweepFields {
  readonly defaultIterations?: number | undefined;
  readonly maxIterations?: number | undefined;
  readonly summaryLines?: number | undefined;
  /** Absent: the prompt does not ask to be judged. */
  readonly eval?: SweepEvalFields | undefined;
}

interface SweepEvalFields {
  readonly criteria?: readonly string[] | undefined;
  /** 0 to 1. */
  readonly passThreshold?: number | undefined;
}

const KEYS = ["defaultIterations", "maxIterations", "summaryLines", "eval"];
const EVAL_KEYS = ["criteria", "passThreshold"];

const fraction: Expected<number> = {
  allowed: "a number from 0 to 1",
  read: (value) => (typeof value === "number" && value >= 0 && value <= 1 ? value : undefined),
};

const criteriaList: Expected<readonly string[]> = {
  allowed: `a list of 1 to ${MOST_CRITERIA} texts of at most ${LONGEST_CRITERION} characters`,
  read(value) {
    const criteria = textList.read(value) ?? [];
    const isBounded = criteria.length > 0 && criteria.length <= MOST_CRITERIA;
    return isBounded && criteria.every((one) => one.length <= LONGEST_CRITERION) ? criteria : undefined;
  },
};

/** Checks everything below `sweep`. What is no map is told by who reads the other fields. */
export function readSweep(front: Mapping, file: string): { sweep: SweepFields; findings: readonly Finding[] } {
  const all = front.data["sweep"];
  if (!isMap(all)) return { sweep: {}, findings: [] };
  const { take, findings } = fieldReader(front, file);
  const judged = take("sweep.eval", map);
  const sweep: SweepFields = {
    defaultIterations: take("sweep.defaultIterations", wholeNumber(1)),
    maxIterations: take("sweep.maxIterations", wholeNumber(1)),
    summaryLines: take("sweep.summaryLines", wholeNumber(1)),
    eval: judged && {
      criteria: take("sweep.eval.criteria", criteriaList),
      passThreshold: take("sweep.eval.passThreshold", fraction),
    },
  };
  const lineOf = (path: string) => front.lines.get(path) ?? front.lines.get("sweep") ?? 1;
  const unknown = [...unknownIn(all, "sweep", KEYS), ...unknownIn(judged ?? {}, "sweep.eval", EVAL_KEYS)];
  const known = { file, line: lineOf("sweep.eval.criteria") };
  return {
    sweep,
    findings: [
      ...findings,
      ...unknown.map(({ path, fix }) => unknownFinding(path, { file, line: lineOf(path), fix })),
      ...criteriaFindings(sweep.eval?.criteria ?? [], known),
      ...beyondMaximum(sweep, { file, line: lineOf("sweep.defaultIterations") }),
    ],
  };
}

function unknownIn(found: Readonly<Record<string, unknown>>, path: string, known: readonly string[]) {
  const others = Object.keys(found).filter((key) => !known.includes(key));
  return others.map((key) => ({ path: `${path}.${key}`, fix: nearest(key, known) }));
}

function unknownFinding(
  path: string,
  { file, line, fix }: { file: string; line: number; fix: string | undefined },
): Finding {
  return {
    severity: "warning",
    code: "prompt.unknown-key",
    file,
    line,
    message: `${JSON.stringify(path)} is not a key we know; it is kept and does nothing.`,
    ...(fix !== undefined && { fix: `Did you mean "${fix}"?` }),
  };
}

function beyondMaximum(
  { defaultIterations = 0, maxIterations = Infinity }: SweepFields,
  at: { file: string; line: number },
): Finding[] {
  if (defaultIterations <= maxIterations) return [];
  const message = `"sweep.defaultIterations" is ${defaultIterations}, more than "sweep.maxIterations" allows (${maxIterations}).`;
  return [
    { severity: "error", code: "prompt.sweep-iterations", ...at, message, fix: "Make one of them fit the other." },
  ];
}
