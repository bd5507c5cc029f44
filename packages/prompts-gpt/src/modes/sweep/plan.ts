import { ConfigError } from "../../errors.ts";
import type { SweepFields } from "../../prompts/sweep-fields.ts";
import type { GroupPlan, PlannedPrompt } from "../group/plan.ts";
import { openGroup, type OpenGroup } from "../group/open.ts";
import { sharedOf } from "../group/shared-input.ts";
import { findSweepFiles } from "./find-files.ts";
import type { SweepInput } from "./input.ts";

/** How one file is swept. */
export interface SweepFilePlan {
  readonly prompt: string;
  readonly iterations: number;
  readonly summaryLines: number;
}

/** What is known of a sweep before it starts; `--dry-run` prints it, and its journal keeps it. */
export interface SweepPlan extends GroupPlan {
  readonly mode: "sweep";
  /** One for each of `prompts`, in their order. */
  readonly files: readonly SweepFilePlan[];
  readonly filesMode: "sequential" | "parallel";
  readonly fileConcurrency: number;
  readonly parallel: number;
  /** Seconds; 0 = no limit. */
  readonly timeoutSeconds: number;
  readonly maxRetries: number;
  readonly phase?: string;
}

/** A sweep that could start: its plan, and what was read for it. */
export interface PlannedSweep extends OpenGroup {
  readonly plan: SweepPlan;
}

const DEFAULTS = { timeoutSeconds: 5400, maxRetries: 2, summaryLines: 40, iterations: 1, fileConcurrency: 2 };

/** Reads and checks everything that a sweep needs; starts nothing and writes nothing. */
export async function planTheSweep(input: SweepInput): Promise<PlannedSweep> {
  checkNumbers(input);
  const timeoutSeconds = input.timeoutSeconds ?? DEFAULTS.timeoutSeconds;
  const group = await openGroup(input, {
    mode: "sweep",
    timeoutSeconds,
    find: (place) => findSweepFiles(input, place),
  });
  const files = group.prompts.map(({ planned }) => filePlan(planned, input));
  const plan: SweepPlan = {
    ...group.base,
    mode: "sweep",
    shared: sharedOf(input),
    files,
    filesMode: input.filesMode ?? "sequential",
    fileConcurrency: input.fileConcurrency ?? DEFAULTS.fileConcurrency,
    parallel: input.parallel ?? 1,
    timeoutSeconds,
    maxRetries: input.maxRetries ?? DEFAULTS.maxRetries,
    ...(input.phase === undefined ? {} : { phase: input.phase }),
  };
  return { ...group, plan };
}

function filePlan({ name, promptFile, file }: PlannedPrompt, input: SweepInput): SweepFilePlan {
  const { defaultIterations, maxIterations, summaryLines }: SweepFields = file.sweep ?? {};
  const iterations = input.iterations ?? defaultIterations ?? DEFAULTS.iterations;
  if (maxIterations !== undefined && iterations > maxIterations)
    throw new ConfigError(
      `${promptFile} may be swept at most ${maxIterations} times (sweep.maxIterations); ${iterations} were asked for.`,
      `prompts-gpt sweep ${promptFile} -n ${maxIterations}`,
    );
  return { prompt: name, iterations, summaryLines: input.summaryLines ?? summaryLines ?? DEFAULTS.summaryLines };
}

const LEAST = {
  iterations: 1,
  parallel: 1,
  fileConcurrency: 1,
  maxRetries: 0,
  summaryLines: 0,
  maxRunDirs: 0,
} as const;
const FLAGS = {
  iterations: "-n",
  parallel: "--parallel",
  fileConcurrency: "--file-concurrency",
  maxRetries: "--max-retries",
  summaryLines: "--summary-lines",
  maxRunDirs: "maxRunDirs",
} as const;

function checkNumbers(input: SweepInput): void {
  for (const [name, least] of Object.entries(LEAST) as [keyof typeof LEAST, number][]) {
    const value = input[name];
    if (value === undefined || (Number.isSafeInteger(value) && value >= least)) continue;
    throw new ConfigError(
      `${FLAGS[name]} takes a whole number, ${least} or more; not ${value}.`,
      `${FLAGS[name]} ${Math.max(least, 1)}`,
    );
  }
}
