import type { Config } from "../../config/config.ts";
import { criteriaFindings, PASS_THRESHOLD } from "../../criteria.ts";
import { ConfigError } from "../../errors.ts";
import type { Env } from "../../process/spawn.ts";
import type { SweepFields } from "../../prompts/sweep-fields.ts";
import type { GroupPlan, PlannedPrompt } from "../group/plan.ts";
import { openGroup, type OpenGroup } from "../group/open.ts";
import { findSweepFiles } from "./find-files.ts";
import { headStatus } from "../../workspace/git.ts";
import type { SweepEvalInput, SweepInput } from "./input.ts";

/** How one file is swept. */
export interface SweepFilePlan {
  readonly prompt: string;
  readonly iterations: number;
  readonly summaryLines: number;
  /** Absent: it is not judged. */
  readonly eval?: EvalPlan;
}

/** How each iteration of a file is judged. */
export interface EvalPlan {
  readonly criteria: readonly string[];
  readonly passThreshold: number;
  /** Absent: the provider of the sweep. */
  readonly provider?: string;
  readonly model?: string;
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
  readonly untilStable?: number;
  readonly commitEach: boolean;
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
    named: [judgeOf(input)],
    find: (place) => findSweepFiles(input, place),
  });
  const files = group.prompts.map(({ planned }) => filePlan(planned, { input, config: group.loaded.config }));
  checkTogether(input, files);
  const plan: SweepPlan = {
    ...group.base,
    mode: "sweep",
    files,
    filesMode: input.filesMode ?? "sequential",
    fileConcurrency: input.fileConcurrency ?? DEFAULTS.fileConcurrency,
    parallel: input.parallel ?? 1,
    timeoutSeconds,
    maxRetries: input.maxRetries ?? DEFAULTS.maxRetries,
    commitEach: input.commitEach === true,
    ...(input.untilStable === undefined ? {} : { untilStable: input.untilStable }),
    ...(input.phase === undefined ? {} : { phase: input.phase }),
  };
  if (plan.commitEach) await checkClean(plan.cwd, group.env);
  return { ...group, warnings: [...group.warnings, ...criteriaWarnings(files)], plan };
}

function judgeOf({ eval: asked }: SweepInput): string | undefined {
  return typeof asked === "object" ? asked.provider : undefined;
}

interface Sources {
  readonly input: SweepInput;
  readonly config: Config;
}

function filePlan({ name, promptFile, file }: PlannedPrompt, { input, config }: Sources): SweepFilePlan {
  const { defaultIterations, maxIterations, summaryLines } = file.sweepFields;
  const iterations = input.iterations ?? defaultIterations ?? DEFAULTS.iterations;
  if (maxIterations !== undefined && iterations > maxIterations)
    throw new ConfigError(
      `${promptFile} may be swept at most ${maxIterations} times (sweep.maxIterations); ${iterations} were asked for.`,
      `prompts-gpt sweep ${promptFile} -n ${maxIterations}`,
    );
  const judged = evalPlan(file.sweepFields.eval, { input, config });
  return {
    prompt: name,
    iterations,
    summaryLines: input.summaryLines ?? summaryLines ?? DEFAULTS.summaryLines,
    ...(judged === undefined ? {} : { eval: judged }),
  };
}

const CRITERIA = ["correctness", "completeness"] as const;

/** Judged when somebody asks for it, the file included; each setting from the nearest who says it. */
function evalPlan(wished: SweepFields["eval"], { input, config }: Sources): EvalPlan | undefined {
  if (input.eval === false || (input.eval === undefined && wished === undefined)) return undefined;
  const given: SweepEvalInput = typeof input.eval === "object" ? input.eval : {};
  const provider = given.provider ?? config.eval?.provider;
  const model = given.model ?? config.eval?.model;
  const passThreshold = given.passThreshold ?? wished?.passThreshold ?? config.eval?.passThreshold ?? PASS_THRESHOLD;
  if (!(passThreshold >= 0 && passThreshold <= 1))
    throw new ConfigError(`--eval-threshold is a number from 0 to 1; not ${passThreshold}.`, "--eval-threshold 0.8");
  const criteria = [...new Set(given.criteria ?? wished?.criteria ?? config.eval?.criteria ?? CRITERIA)];
  if (criteria.length === 0 || criteria.some((one) => one.trim() === ""))
    throw new ConfigError(
      "There is nothing to judge by: a criterion is some text.",
      "--eval-criteria correctness,security",
    );
  return {
    criteria,
    passThreshold,
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
  };
}

function criteriaWarnings(files: readonly SweepFilePlan[]): { readonly message: string }[] {
  const all = new Set(files.flatMap((file) => file.eval?.criteria ?? []));
  return criteriaFindings([...all]).map(({ message, fix }) => ({ message, ...(fix === undefined ? {} : { fix }) }));
}

/** What cannot be meant together. */
function checkTogether({ commitEach, parallel = 1, filesMode }: SweepInput, files: readonly SweepFilePlan[]): void {
  if (commitEach !== true) return;
  if (parallel > 1 || (filesMode === "parallel" && files.length > 1))
    throw new ConfigError(
      "--commit-each makes one commit after the other, and iterations beside each other have no order.",
      "Leave out --parallel and --files-mode parallel, or --commit-each.",
    );
}

async function checkClean(cwd: string, env: Env): Promise<void> {
  const status = await headStatus(cwd, env);
  if (status?.head === undefined)
    throw new ConfigError(
      "--commit-each needs a git repository with a commit.",
      "git init && git add -A && git commit -m start",
    );
  if (!status.clean)
    throw new ConfigError(
      "--commit-each needs a clean working tree: your own changes would be in the first commit.",
      "git add -A && git commit   (or leave out --commit-each)",
    );
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
  untilStable: "--until-stable",
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
