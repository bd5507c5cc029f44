import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { processEnv } from "../../config/environment.ts";
import { ConfigError } from "../../errors.ts";
import { findRun } from "../../runs/find-run.ts";
import type { RunState } from "../../runs/fold.ts";
import type { ReadRun } from "../../runs/run-list.ts";
import { sha256 } from "../../sha256.ts";
import { artifactsDirOf } from "../artifacts-dir.ts";
import { checkFolder } from "../check-folder.ts";
import { resolveLimits } from "../limits-input.ts";
import { loadProject } from "../project.ts";
import { readPrompt } from "../prompt-source.ts";
import { redactorOf } from "../redactor.ts";
import { checkBudget, type Spender } from "../run-budget.ts";
import type { OpenGroup } from "./open.ts";
import type { GroupPlan, PlannedPrompt } from "./plan.ts";
import type { ReadPrompt } from "./read-prompts.ts";
import type { ResumeInput } from "./resume-input.ts";
import { resumablePlan } from "./resume.ts";

export interface Reopened {
  readonly run: ReadRun;
  readonly plan: GroupPlan;
  readonly group: OpenGroup;
}

/** Reads the record of a group as if it were about to start: with the prompts of then, and the configuration of now. */
export async function reopenGroup(input: ResumeInput): Promise<Reopened> {
  const env = { ...(input.env ?? processEnv()) };
  const cwd = checkFolder(resolve(input.cwd ?? "."));
  const loaded = await loadProject({ cwd, env, trust: input.trust === true });
  const artifactsDir = artifactsDirOf(input, cwd, loaded);
  const run = await findRun(artifactsDir, input.runId, { of: "groups" });
  const begun = await resumablePlan(run, env);
  const { budget, policy } = resolveLimits(input, { budget: begun.budget, rateLimit: begun.limits });
  await checkBudget(budget, [run.state, ...withoutCost(run.state)]);
  const plan = { ...begun, budget, limits: policy };
  const named = await loadProject({ cwd: plan.cwd, env, trust: input.trust === true, named: plan.named });
  const prompts: ReadPrompt[] = [];
  for (const planned of plan.prompts) prompts.push(await promptOf(planned, { plan, root: named.root }));
  const { group: _group, ...facts } = run.state.facts;
  return {
    run,
    plan,
    group: {
      base: plan,
      prompts,
      loaded: named,
      env,
      artifactsDir,
      redactor: redactorOf(named, env),
      facts,
      workers: [],
      verify: [],
      warnings: [],
    },
  };
}

/** Members that worked, and whose cost nobody knew: neither will anybody know it of those to come. */
function withoutCost({ members }: RunState): Spender[] {
  const results = members.flatMap(({ result }) => result ?? []);
  return results
    .filter(({ cost, tokenUsage }) => cost.kind === "unknown" && tokenUsage.totalTokens > 0)
    .map(({ provider, model }) => ({ facts: { provider, ...(model === null ? {} : { model }) } }));
}

interface From {
  readonly plan: GroupPlan;
  readonly root: string;
}

/** The text of then: from the record, or, where a secret was taken out of that, from the file if it still is the same. */
async function promptOf(planned: PlannedPrompt, { plan, root }: From): Promise<ReadPrompt> {
  const { copy, file, sha256: hash, promptFile } = planned;
  const kept = readFileSync(join(plan.runDir, copy), "utf8");
  const whole = file && { ...file, body: "", findings: [] };
  const known = { ...(whole && { file: whole }), findings: [] };
  if (sha256(kept) === hash) return { planned, source: { text: kept, ...known } };
  const now = file && (await readPrompt({ promptFile: file.path }, { root, cwd: plan.cwd }).catch(() => undefined));
  if (now !== undefined && sha256(now.text) === hash) return { planned, source: { ...now, ...known } };
  throw new ConfigError(
    `${promptFile} held a secret, which its record is without, and the file is not any more what it was.`,
    `Start anew: see what was done with prompts-gpt runs show ${plan.runId}`,
  );
}
