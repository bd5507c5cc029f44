import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../../errors.ts";
import type { Finding } from "../../finding.ts";
import { isPipelinePath } from "../../pipeline/validate-pipelines.ts";
import type { GroupFinding } from "../group/found-files.ts";
import { openGroup, type OpenGroup } from "../group/open.ts";
import type { GroupPlan } from "../group/plan.ts";
import { preflightOf } from "../group/preflight-of.ts";
import { judgesOf, namedJudges, type PlannedJudge, resolveJudges } from "../judged/judges.ts";
import { checkThreshold } from "../judged/plan.ts";
import { checkConcurrency } from "../pipeline/plan.ts";
import type { AutoModeGoal, OrchestrateAutoInput } from "./input.ts";

/** What is known before there is a plan; `--dry-run` prints it, and the journal keeps it. */
export interface AutoPlan extends GroupPlan {
  readonly mode: "auto";
  readonly goal: string;
  readonly maxSteps: number;
  /** 0 to 100. */
  readonly qualityGate: number;
  readonly judges: readonly PlannedJudge[];
  readonly concurrency: number;
  /** How often a step that writes is sent back, where there are commands that verify. */
  readonly retries: number;
  /** Seconds for each step; the configured ones where it is absent. */
  readonly timeoutSeconds?: number;
  /** Absolute. */
  readonly save?: string;
  /** Somebody is to see the plan before it is carried out. */
  readonly asks: boolean;
}

/** It could start: its plan, and what was read for it. */
export interface PlannedAuto extends OpenGroup {
  readonly plan: AutoPlan;
}

const DEFAULTS = { maxSteps: 5, qualityGate: 70, concurrency: 4, retries: 2 };
const MOST_STEPS = 20;
const LOOKING = { access: "read", sandbox: undefined, permissionMode: undefined, verify: [] } as const;

/** Reads and checks everything that is needed before an agent plans; starts nothing and writes nothing. */
export async function planTheAuto(given: OrchestrateAutoInput): Promise<PlannedAuto> {
  const { agent, timeoutSeconds, save } = given;
  const input = agent === undefined ? given : { ...given, provider: agent };
  const checked = checkInput(input);
  const time = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  let place: GroupFinding | undefined;
  const chosen: { judges: readonly PlannedJudge[]; findings: readonly Finding[] } = { judges: [], findings: [] };
  const group = await openGroup(input, {
    mode: "auto",
    ...time,
    beside: false,
    together: true,
    named: namedJudges(input),
    find(where) {
      place = where;
      return Promise.resolve({ paths: [], repeated: [], text: checked.goal });
    },
    async agents(ask) {
      if (place === undefined) throw new Error("the goal is found before anybody is resolved");
      const worker = await ask({});
      const { provider, model } = worker.task;
      Object.assign(chosen, judgesOf(input, { loaded: place.loaded, file: undefined, provider, model }));
      return [worker, await ask(LOOKING), ...(await resolveJudges(chosen.judges, ask))];
    },
  });
  const { judges, findings } = chosen;
  const plan: AutoPlan = {
    ...group.base,
    mode: "auto",
    ...checked,
    judges,
    retries: group.verify.length === 0 ? 0 : DEFAULTS.retries,
    ...time,
    ...(save === undefined ? {} : { save: freePath(resolve(group.base.cwd, save)) }),
  };
  const facts = { ...group.facts, promptTitle: firstLine(checked.goal) };
  return { ...group, facts, warnings: [...group.warnings, ...findings, ...(await preflightOf(group))], plan };
}

function checkInput({ goal, maxSteps, qualityGate, concurrency, interactive, onPlan }: OrchestrateAutoInput) {
  if (interactive === true && onPlan === undefined)
    throw new ConfigError(
      "Nobody can be asked about the plan: interactive needs onPlan.",
      "Give onPlan, or leave it out",
    );
  return {
    goal: checkGoal(goal),
    maxSteps: checkMaxSteps(maxSteps ?? DEFAULTS.maxSteps),
    qualityGate: checkThreshold(qualityGate, "--quality-gate") ?? DEFAULTS.qualityGate,
    concurrency: checkConcurrency(concurrency ?? DEFAULTS.concurrency),
    asks: onPlan !== undefined,
  };
}

function checkGoal(goal: string | AutoModeGoal): string {
  const { description, constraints = [] } = typeof goal === "string" ? { description: goal } : goal;
  if (description.trim() === "")
    throw new ConfigError("There is no goal.", 'prompts-gpt orchestrate --mode auto --goal "Mend the failing tests"');
  if (constraints.length === 0) return description.trim();
  return `${description.trim()}\n\nOn the way to it:\n${constraints.map((one) => `- ${one}`).join("\n")}`;
}

function checkMaxSteps(steps: number): number {
  if (Number.isSafeInteger(steps) && steps >= 1 && steps <= MOST_STEPS) return steps;
  throw new ConfigError(`--max-steps takes a whole number from 1 to ${MOST_STEPS}; not ${steps}.`, "--max-steps 5");
}

/** What stands there is never written over. */
function freePath(path: string): string {
  if (!isPipelinePath(path))
    throw new ConfigError(`A pipeline file is called *.yaml; not ${path}.`, "--save .prompts-gpt/pipelines/NAME.yaml");
  if (!existsSync(path)) return path;
  throw new ConfigError(`${path} is there already.`, "--save another path, or move it away");
}

function firstLine(goal: string): string {
  return goal.split("\n", 1)[0]?.slice(0, 100) ?? "";
}
