import { ConfigError, TrustError } from "../../errors.ts";
import type { Env } from "../../process/spawn.ts";
import { pipelineItem } from "../../pipeline/executing-item.ts";
import type { Step } from "../../pipeline/pipeline.ts";
import type { Scheduled } from "../../pipeline/schedule.ts";
import { isWider } from "../../providers/access-words.ts";
import type { Access } from "../../providers/provider.ts";
import { type Wish, openGroup, type OpenGroup } from "../group/open.ts";
import type { GroupPlan } from "../group/plan.ts";
import { preflightOf } from "../group/preflight-of.ts";
import { sharedOf } from "../group/shared-input.ts";
import { isPromptTrusted } from "../prompt-trust.ts";
import type { ResolvedRun } from "../resolve-run.ts";
import { findPipeline, type PipelineFile } from "./find-pipeline.ts";
import type { OrchestratePipelineInput } from "./input.ts";
import { readSteps } from "./read-steps.ts";
import { askedFor, type StepSays } from "./step-wish.ts";

/** A step, with all that was decided before the first one began. */
export interface PlannedStep extends Scheduled {
  readonly promptFile: string;
  readonly provider: string;
  readonly model?: string;
  readonly access: Access;
  readonly verify: readonly string[];
  readonly timeoutSeconds: number;
}

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
  const resolved: ResolvedRun[] = [];
  const group = await openGroup(input, {
    mode: "pipeline",
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    beside: false,
    async find({ root, cwd }) {
      file = await findPipeline(input.pipelineFile, { root, cwd });
      return { paths: [], repeated: [], read: await readSteps(file, { root, cwd, vars: input.vars }) };
    },
    async agents(resolve, { planned }) {
      const step = file?.pipeline.steps.find(({ id }) => id === planned.name);
      const own = await resolve(wishOf(planned.file ?? {}, { step, input }));
      resolved.push(own);
      return [own];
    },
  });
  if (file === undefined) throw new Error("a pipeline was read from its file");
  await checkVerifyAccepted(file, { input, root: group.loaded.root, env: group.env });
  const plan: PipelinePlan = {
    ...group.base,
    mode: "pipeline",
    pipelineFile: file.relativePath,
    concurrency,
    steps: file.pipeline.steps.map((step, index) => plannedStep(step, { input, resolved: resolved[index] })),
  };
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

interface Sources {
  readonly step: Step | undefined;
  readonly input: OrchestratePipelineInput;
}

/** `trust` is for what a prompt file would execute: of the pipeline itself it is looked at as a whole. */
function wishOf(says: StepSays, { step, input }: Sources): Wish {
  const own = step?.timeoutSeconds;
  return {
    ...askedFor(says, sharedOf(input)),
    ...(own === undefined ? {} : { timeoutSeconds: own }),
    ...(input.trust === undefined ? {} : { trust: input.trust }),
  };
}

interface Settled {
  readonly input: OrchestratePipelineInput;
  readonly resolved: ResolvedRun | undefined;
}

/** `--verify` takes the place of everything that files ask for. */
function plannedStep({ task: _task, ...step }: Step, { input, resolved }: Settled): PlannedStep {
  if (resolved === undefined) throw new Error("each step is resolved");
  const { task, facts, verify } = resolved;
  const { id, needs, when, retries } = step;
  return {
    id,
    needs,
    retries,
    ...(when === undefined ? {} : { when }),
    promptFile: facts.promptFile ?? "",
    provider: task.provider,
    ...(task.model === undefined ? {} : { model: task.model }),
    access: task.access,
    verify: input.verify ?? [...new Set([...verify, ...step.verify])],
    timeoutSeconds: task.limits.timeoutSeconds,
  };
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

function checkConcurrency(concurrency: number): number {
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency;
  throw new ConfigError(`--concurrency takes a whole number, 1 or more; not ${concurrency}.`, "--concurrency 4");
}
