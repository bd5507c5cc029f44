import { ConfigError, TrustError } from "../../errors.ts";
import type { Env } from "../../process/spawn.ts";
import { pipelineItem } from "../../pipeline/executing-item.ts";
import { isWider } from "../../providers/access-words.ts";
import { openGroup, type OpenGroup } from "../group/open.ts";
import type { GroupPlan } from "../group/plan.ts";
import { preflightOf } from "../group/preflight-of.ts";
import { isPromptTrusted } from "../prompt-trust.ts";
import { findPipeline, type PipelineFile } from "./find-pipeline.ts";
import type { OrchestratePipelineInput } from "./input.ts";
import { type PlannedStep, settleStep } from "./planned-step.ts";
import { readSteps } from "./read-steps.ts";

/** What is known of a pipeline before it starts; `--dry-run` prints it, and its journal keeps it. */
export interface PipelinePlan extends GroupPlan {
  readonly mode: "pipeline";
  /** From the project root. */
  readonly pipelineFile: string;
  readonly concurrency: number;
  /** One for each of `prompts`, in their order. */
  readonly steps: readonly PlannedStep[];
}

/** A pipeline that could start: its plan, and what was read for it. */
export interface PlannedPipeline extends OpenGroup {
  readonly plan: PipelinePlan;
}

const CONCURRENCY = 4;

/** Reads and checks everything that a pipeline needs; starts nothing and writes nothing. */
export async function planThePipeline(input: OrchestratePipelineInput): Promise<PlannedPipeline> {
  const concurrency = checkConcurrency(input.concurrency ?? CONCURRENCY);
  const { timeoutSeconds } = input;
  let file: PipelineFile | undefined;
  const steps: PlannedStep[] = [];
  const group = await openGroup(input, {
    mode: "pipeline",
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    beside: false,
    together: true,
    async find({ root, cwd }) {
      file = await findPipeline(input.pipelineFile, { root, cwd });
      return { paths: [], repeated: [], read: await readSteps(file, { root, cwd, vars: input.vars }) };
    },
    async agents(resolve, prompt) {
      const step = file?.pipeline.steps.find(({ id }) => id === prompt.planned.name);
      if (step === undefined) throw new Error("each prompt is a step's");
      const settled = await settleStep({ step, prompt, common: input }, resolve);
      steps.push(settled.planned);
      return [settled.resolved];
    },
  });
  if (file === undefined) throw new Error("a pipeline was read from its file");
  await checkVerifyAccepted(file, { input, root: group.loaded.root, env: group.env });
  const plan: PipelinePlan = { ...group.base, mode: "pipeline", pipelineFile: file.relativePath, concurrency, steps };
  const warnings = [...group.warnings, ...file.findings, ...(await preflightOf(group))];
  const verify = [...new Set(plan.steps.flatMap((step) => step.verify))];
  return { ...group, facts: factsOf(plan, { group, file }), warnings, verify, plan };
}

interface Whole {
  readonly group: OpenGroup;
  readonly file: PipelineFile;
}

/** Of all steps together: the file, and the most that any of them may do. */
function factsOf({ steps }: PipelinePlan, { group, file }: Whole): OpenGroup["facts"] {
  const { pipeline, relativePath } = file;
  const access = steps.map((step) => step.access).reduce((most, one) => (isWider(one, most) ? one : most));
  return { ...group.facts, access, promptFile: relativePath, promptTitle: pipeline.name ?? relativePath };
}

interface Asking {
  readonly input: OrchestratePipelineInput;
  readonly root: string;
  readonly env: Env;
}

/** What verifies the steps comes with the repository: nobody runs it unseen. */
async function checkVerifyAccepted(file: PipelineFile, { input, root, env }: Asking): Promise<void> {
  const item = pipelineItem(file.pipeline, file.relativePath);
  if (item === undefined || input.trust === true || input.verify !== undefined) return;
  if (await isPromptTrusted(root, item, env)) return;
  const once = "--trust";
  const isShown = file.relativePath.startsWith(".prompts-gpt/pipelines/");
  throw new TrustError(
    `${file.relativePath} names commands that verify its steps ("verify"), and nobody has accepted that they run.`,
    `Look at them and accept them: ${isShown ? `prompts-gpt trust   (or for this run alone: ${once})` : once}`,
  );
}

/** How many steps at once. */
export function checkConcurrency(concurrency: number): number {
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency;
  throw new ConfigError(`--concurrency takes a whole number, 1 or more; not ${concurrency}.`, "--concurrency 4");
}
