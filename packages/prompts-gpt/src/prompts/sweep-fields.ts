import type { Finding } from "../finding.ts";
import { type Expected, fieldReader, text, textList, wholeNumber } from "./field-reader.ts";
import type { Mapping } from "./yaml-map.ts";

/** `sweep` of the frontmatter, each field checked. */
export interface SweepFields {
  readonly defaultIterations?: number;
  /** The most that `-n` may ask for. */
  readonly maxIterations?: number;
  readonly summaryLines?: number;
  readonly eval?: SweepEvalFields;
}

interface SweepEvalFields {
  readonly criteria?: readonly string[];
  /** From 0 to 1. */
  readonly passThreshold?: number;
  readonly provider?: string;
  readonly model?: string;
}

const share: Expected<number> = {
  allowed: "a number from 0 to 1",
  read: (value) => (typeof value === "number" && value >= 0 && value <= 1 ? value : undefined),
};

/** Checks what the frontmatter says about sweeping; undefined when it says nothing. */
export function readSweepFields(front: Mapping, file: string): { sweep?: SweepFields; findings: readonly Finding[] } {
  if (front.data["sweep"] === undefined || front.data["sweep"] === null) return { findings: [] };
  const { take, findings } = fieldReader(front, file);
  const evaluation = given({
    criteria: take("sweep.eval.criteria", textList),
    passThreshold: take("sweep.eval.passThreshold", share),
    provider: take("sweep.eval.provider", text),
    model: take("sweep.eval.model", text),
  });
  const sweep = given({
    defaultIterations: take("sweep.defaultIterations", wholeNumber(1)),
    maxIterations: take("sweep.maxIterations", wholeNumber(1)),
    summaryLines: take("sweep.summaryLines", wholeNumber(0)),
    eval: Object.keys(evaluation).length === 0 ? undefined : evaluation,
  });
  return { sweep, findings };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}
