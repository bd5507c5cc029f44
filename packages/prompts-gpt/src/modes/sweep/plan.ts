import { SUMMARY_LINES } from "../../agent/summary.ts";
import { ConfigError } from "../../errors.ts";
import { defined } from "../../defined.ts";
import type { Env } from "../../process/spawn.ts";
import { detectProviders } from "../../providers/detect.ts";
import type { GroupPlan, PlannedPrompt } from "../group/plan.ts";
import { openGroup, type OpenGroup, type Worker } from "../group/open.ts";
import { findSweepFiles } from "./find-files.ts";
import { checkBudget } from "../run-budget.ts";
import { preflightOf } from "../group/preflight-of.ts";
import { headStatus } from "../../workspace/git.ts";
import { chooseEval, type EvalPlan, type JudgePlan } from "../eval/choose-eval.ts";
import type { SweepInput } from "./input.ts";

/** How one file is swept. */
export interface SweepFilePlan {
  readonly prompt: string;
  readonly iterations: number;
  readonly summaryLines: number;
  /** Absent: it is not judged. */
  readonly eval?: JudgePlan;
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

const DEFAULTS = { timeoutSeconds: 5400, maxRetries: 2, iterations: 1, fileConcurrency: 2 };

/** Reads and checks everything that a sweep needs; starts nothing and writes nothing. */
export async function planTheSweep(input: SweepInput): Promise<PlannedSweep> {
  checkNumbers(input);
  const timeoutSeconds = input.timeoutSeconds ?? DEFAULTS.timeoutSeconds;
  const group = await openGroup(input, {
    mode: "sweep",
    timeoutSeconds,
    beside: (input.parallel ?? 1) > 1 || input.filesMode === "parallel",
    named: [judgeOf(input)],
    find: (place) => findSweepFiles(input, place),
  });
  const files = group.prompts.map(({ planned }) => filePlan(planned, input));
  const judged = group.prompts.map(({ planned }, index) =>
    chosenEval(planned, { input, group, worker: group.workers[index] }),
  );
  checkTogether(input, files);
  const plan: SweepPlan = {
    ...group.base,
    mode: "sweep",
    files: files.map((file, index) => ({ ...file, ...judgePlan(judged[index]) })),
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
  const findings = judged.flatMap((one) => one?.findings ?? []);
  await checkJudgesBudget(judged, group);
  const judges = judged.flatMap((one) => (one === undefined ? [] : [one.provider]));
  const found = await preflightOf(group, { judges, commits: plan.commitEach });
  return { ...group, warnings: [...group.warnings, ...findings, ...found], plan };
}

/** Who judges uses money as well: what cannot be known of it is refused before anything starts. */
async function checkJudgesBudget(
  judged: readonly (EvalPlan | undefined)[],
  { base: { budget }, loaded: { config }, env }: OpenGroup,
): Promise<void> {
  if (budget.maxCostUsd === undefined) return;
  const users = [];
  for (const one of judged) {
    if (one === undefined) continue;
    const { provider, model } = one;
    const detected = await detectProviders({ only: provider, env, config, versions: "later" });
    const paidBy = detected.find(({ id }) => id === provider)?.paidBy;
    users.push({ facts: { provider, ...defined({ model, paidBy }) } });
  }
  await checkBudget(budget, users);
}

function judgeOf({ eval: asked }: SweepInput): string | undefined {
  return typeof asked === "object" ? asked.provider : undefined;
}

interface Sources {
  readonly input: SweepInput;
  readonly group: OpenGroup;
  readonly worker: Worker | undefined;
}

function chosenEval({ file }: PlannedPrompt, { input, group, worker }: Sources): EvalPlan | undefined {
  if (input.eval === false || worker === undefined) return undefined;
  const { provider, model } = worker;
  const whole = file && { ...file, body: "", findings: [] };
  return chooseEval({ input: input.eval, loaded: group.loaded, file: whole, provider, model: model ?? undefined });
}

function judgePlan(chosen: EvalPlan | undefined): { readonly eval?: JudgePlan } {
  if (chosen === undefined) return {};
  const { findings: _findings, ...plan } = chosen;
  return { eval: plan };
}

function filePlan({ name, promptFile, file }: PlannedPrompt, input: SweepInput): SweepFilePlan {
  const { defaultIterations, maxIterations, summaryLines } = file?.sweepFields ?? {};
  const iterations = input.iterations ?? defaultIterations ?? DEFAULTS.iterations;
  if (maxIterations !== undefined && iterations > maxIterations)
    throw new ConfigError(
      `${promptFile} may be swept at most ${maxIterations} times (sweep.maxIterations); ${iterations} were asked for.`,
      `prompts-gpt sweep ${promptFile} -n ${maxIterations}`,
    );
  return {
    prompt: name,
    iterations,
    summaryLines: input.summaryLines ?? summaryLines ?? SUMMARY_LINES,
  };
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
  untilStable: 1,
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
