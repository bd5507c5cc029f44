import { relative, resolve } from "node:path";
import type { RunFacts } from "../../agent/events.ts";
import type { LoadedConfig } from "../../config/config.ts";
import { processEnv } from "../../config/environment.ts";
import { defined } from "../../defined.ts";
import type { Redactor } from "../../process/redact/redactor.ts";
import type { Env } from "../../process/spawn.ts";
import type { Mode } from "../../run-mode.ts";
import { checkUnused } from "../../runs/run-dir.ts";
import { checkOwnRunId, newRunId } from "../../runs/run-id.ts";
import type { RunSetup } from "../../runs/with-run.ts";
import { artifactsDirOf, checkArtifactsDir } from "../artifacts-dir.ts";
import { checkFolder } from "../check-folder.ts";
import { loadProject } from "../project.ts";
import { redactorOf } from "../redactor.ts";
import { type Begun, type ResolvedRun, resolveRun } from "../resolve-run.ts";
import type { RunPromptInput } from "../run-input.ts";
import type { FoundFiles, GroupFinding } from "./found-files.ts";
import type { GroupInput } from "./group-input.ts";
import { needsLanes, noteSharedLane, sharesLane } from "./needs-lanes.ts";
import { limitsOf } from "./limits.ts";
import type { GroupPlan } from "./plan.ts";
import { type ReadPrompt, readPrompts, readText } from "./read-prompts.ts";
import { type SharedInput, sharedOf } from "./shared-input.ts";

/** Everything that was read before a group starts. */
export interface OpenGroup {
  readonly base: GroupPlan;
  readonly prompts: readonly ReadPrompt[];
  readonly loaded: LoadedConfig;
  readonly env: Env;
  readonly artifactsDir: string;
  readonly redactor: Redactor;
  readonly facts: RunFacts;
  readonly warnings: RunSetup["warnings"];
  /** Of each prompt. */
  readonly workers: readonly Worker[];
  /** Of all prompts. */
  readonly verify: readonly string[];
}

/** Who works on a prompt, and with which access. */
export interface Worker extends Pick<RunFacts, "provider" | "providerReason" | "access"> {
  /** Null: the agent's own choice. */
  readonly model: string | null;
}

/** One agent, where a group has several. */
export interface AgentWish {
  readonly provider?: string;
  readonly model?: string;
}

/** What one agent is asked; undefined takes away what all have in common. */
export type Wish = {
  readonly [K in keyof SharedInput | "timeoutSeconds" | "trust"]?: RunPromptInput[K] | undefined;
};

interface Kind {
  readonly mode: Mode;
  /** Seconds for each member. */
  readonly timeoutSeconds?: number;
  /** More than one may be at work at once. */
  readonly beside: boolean;
  /** All members work in the same folder, one after the other where they write: a lane, where there can be one. */
  readonly together?: boolean;
  /** Providers that the user named beside the group's own. */
  readonly named?: readonly (string | undefined)[];
  /** What to type where there is no repository for lanes. Default: how to do without. */
  readonly withoutLanes?: string;
  /** For whom each prompt is resolved, where that is not one agent alone. */
  agents?(resolve: (wish: Wish) => Promise<ResolvedRun>, prompt: ReadPrompt): Promise<readonly ResolvedRun[]>;
  find(place: GroupFinding): Promise<FoundFiles>;
}

/** Reads the configuration and the prompts, and resolves each as a run of its own would be: what is wrong is said before anything starts. */
export async function openGroup(
  input: GroupInput,
  { mode, timeoutSeconds, beside, together = false, named: others = [], withoutLanes, agents = alone, find }: Kind,
): Promise<OpenGroup> {
  const env = { ...(input.env ?? processEnv()) };
  const cwd = checkFolder(resolve(input.cwd ?? "."));
  const runId = checkOwnRunId(input.runId ?? newRunId(mode, new Date()));
  const named = [input.provider, ...others].filter((name) => name !== undefined);
  const loaded = await loadProject({ cwd, env, trust: input.trust === true, named });
  const artifactsDir = artifactsDirOf(input, cwd, loaded);
  await checkArtifactsDir(input, artifactsDir, loaded);
  if (input.runId !== undefined) checkUnused(artifactsDir, runId);
  const { paths, repeated, text, read } = await find({ root: loaded.root, cwd, loaded });
  const place = { root: loaded.root, cwd, vars: input.vars };
  const prompts = read ?? (text === undefined ? await readPrompts(paths, place) : await readText(text, place));
  const asked = { ...sharedOf(input), ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) };
  const resolved: ResolvedRun[] = [];
  for (const prompt of prompts) {
    const begun = { loaded, source: prompt.source };
    const ask = (wish: Wish) => resolveOne({ ...defined({ ...asked, ...wish }), cwd, artifactsDir, env }, begun);
    resolved.push(...(await agents(ask, prompt)));
  }
  const mayHaveLane = together && input.inPlace !== true;
  const isShared = mayHaveLane && sharesLane(resolved, loaded);
  const laneNotes = mayHaveLane ? await noteSharedLane(resolved, { cwd, env, isShared }) : [];
  const [first] = resolved;
  if (first === undefined) throw new Error("a group has at least one prompt");
  const runDir = resolve(artifactsDir, runId);
  const twice = repeated.map((path) => ({
    message: `${relative(loaded.root, path)} is named more than once, and runs once.`,
  }));
  return {
    base: {
      schemaVersion: 1,
      runId,
      runDir,
      cwd,
      shared: sharedOf(input),
      named,
      lanes: beside && input.inPlace !== true && needsLanes(resolved, loaded, withoutLanes),
      ...(isShared ? { oneLane: true as const } : {}),
      ...(input.onFinish === undefined ? {} : { onFinish: input.onFinish }),
      prompts: prompts.map(({ planned }) => planned),
      ...(await limitsOf(input, resolved)),
    },
    prompts,
    loaded,
    env,
    artifactsDir,
    redactor: redactorOf(loaded, env),
    facts: factsOf(first.facts, { runDir, several: prompts.length > 1 }),
    workers: resolved.map(workerOf),
    verify: [...new Set(resolved.flatMap(({ verify }) => verify))],
    warnings: unique([...twice, ...laneNotes, ...resolved.flatMap(({ warnings }) => warnings)]),
  };
}

function workerOf({ facts: { provider, providerReason, access, model } }: ResolvedRun): Worker {
  return { provider, providerReason, access, model: model ?? null };
}

async function alone(resolve: (wish: Wish) => Promise<ResolvedRun>): Promise<readonly ResolvedRun[]> {
  return [await resolve({})];
}

/** As a run of its own would be; starts nothing. */
export async function resolveOne(input: RunPromptInput, begun: Begun): Promise<ResolvedRun> {
  const one = await resolveRun(input, begun);
  await one.tree.close();
  one.provider.command(one.task); // what the provider refuses, it refuses before anything starts
  return one;
}

/** Of the group: what its first prompt says, but for what is that one's alone. */
function factsOf(
  facts: RunFacts,
  { runDir, several }: { readonly runDir: string; readonly several: boolean },
): RunFacts {
  const { promptFile, promptTitle, ...common } = facts;
  if (several || promptFile === undefined || promptTitle === undefined) return { ...common, runDir };
  return { ...common, runDir, promptFile, promptTitle };
}

function unique(warnings: RunSetup["warnings"]): RunSetup["warnings"] {
  return [...new Map(warnings.map((one) => [one.message, one])).values()];
}
