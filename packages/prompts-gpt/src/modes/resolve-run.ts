import { resolve } from "node:path";
import { type AgentEnv, agentEnv } from "../agent/agent-env.ts";
import type { RunFacts } from "../agent/events.ts";
import type { Task } from "../agent/task.ts";
import type { Config, LoadedConfig } from "../config/config.ts";
import { processEnv } from "../config/environment.ts";
import { defined } from "../defined.ts";
import type { Redactor } from "../process/redact/redactor.ts";
import type { Env } from "../process/spawn.ts";
import { type DetectedProvider, detectProviders } from "../providers/detect.ts";
import { providerOf } from "../providers/index.ts";
import type { PaidBy, Provider } from "../providers/provider.ts";
import { type ResolvedProvider, resolveRunProvider } from "../providers/resolve.ts";
import { takenPlace } from "../providers/taken-place.ts";
import { knownVersion } from "../providers/version.ts";
import type { Budget } from "../runs/budget.ts";
import { checkUnused, RUN_FILES } from "../runs/run-dir.ts";
import { checkOwnRunId, checkRunId, newRunId } from "../runs/run-id.ts";
import type { HeadStatus } from "../workspace/git.ts";
import type { BudgetWatch } from "./over-budget.ts";
import { projectsOwn } from "./projects-own.ts";
import { type TreeWatcher, watchTree } from "../workspace/tree.ts";
import type { TreeLooks } from "../workspace/tree-looks.ts";
import { artifactsDirOf, checkArtifactsDir } from "./artifacts-dir.ts";
import { envRules } from "./env-rules.ts";
import { checkFolder } from "./check-folder.ts";
import type { Continued } from "./continued.ts";
import { chooseVerify } from "./choose-verify.ts";
import { checkTrust, loadProject } from "./project.ts";
import { type PromptSource, readPrompt } from "./prompt-source.ts";
import { checkSwitches, providerWarnings } from "./provider-notes.ts";
import { resolveAccess } from "./run-access.ts";
import { unfitFor } from "./unfit.ts";
import { redactorOf } from "./redactor.ts";
import type { RunPromptInput } from "./run-input.ts";
import { checkSessionId } from "./session-id.ts";
import { type Warning, warningsOf } from "./run-warnings.ts";
import { budgetOf, type Chosen, chooseModel, chooseProvider, chooseTimeouts } from "./run-settings.ts";

/** Everything that is known of a run before it starts. */
export interface ResolvedRun extends AgentEnv {
  readonly task: Task;
  readonly provider: Provider;
  readonly config: Config;
  readonly facts: RunFacts;
  /** Of the project. Absolute. */
  readonly root: string;
  readonly runId: string;
  readonly artifactsDir: string;
  readonly maxRunDirs: number;
  /** Where each setting came from. */
  readonly origins: Readonly<Record<string, string>>;
  readonly warnings: readonly Warning[];
  /** Command lines that decide whether the result is accepted. */
  readonly verify: readonly string[];
  /** What it may use; empty: as much as it likes, or what it is part of counts. */
  readonly budget: Budget;
  readonly tree: TreeWatcher;
  readonly redactor: Redactor;
  /** What the run itself was started with: where our own folders stand. */
  readonly machineEnv: Env;
}

/** What was read from outside, before anything is decided. */
interface Gathered {
  readonly input: RunPromptInput;
  readonly cwd: string;
  readonly env: Env;
  readonly runId: string;
  readonly artifactsDir: string;
  readonly loaded: LoadedConfig;
  readonly source: PromptSource;
  /** The run that this one goes on from. */
  readonly continued: Continued | undefined;
  readonly detected: readonly DetectedProvider[];
  readonly tree: TreeWatcher;
  /** Undefined outside a git repository. */
  readonly git: HeadStatus | undefined;
  readonly redactor: Redactor;
  readonly answerSchema: Begun["answerSchema"];
  readonly verify: Chosen<readonly string[]>;
}

/** What a run that is part of another is given: what was read when that one began holds to its end. */
export interface Begun {
  readonly loaded: LoadedConfig;
  readonly source: PromptSource;
  /** A JSON Schema that the answer has to hold to. */
  readonly answerSchema?: Readonly<Record<string, unknown>>;
  /** Of what all of it may use. */
  readonly budget?: BudgetWatch;
  /** At the folder that members work in one after the other. */
  readonly looks?: TreeLooks;
}

/** Resolves the input against files, configuration and this machine. Starts no agent and writes nothing. */
export async function resolveRun(input: RunPromptInput, begun?: Begun): Promise<ResolvedRun> {
  const resolved = decide(await gather(input, begun));
  // What a part of another run uses is counted there.
  return { ...resolved, budget: begun === undefined ? await budgetOf(input, resolved) : {} };
}

async function gather(input: RunPromptInput, begun: Begun | undefined): Promise<Gathered> {
  const env = { ...(input.env ?? processEnv()) }; // `process.env` itself is slow to look into
  const cwd = checkFolder(resolve(input.cwd ?? "."));
  const check = begun === undefined ? checkOwnRunId : checkRunId;
  const runId = check(input.runId ?? newRunId("run", new Date()));
  const tree = watchTree(cwd, env, begun?.looks);
  const loaded =
    begun?.loaded ?? (await loadProject({ cwd, env, trust: input.trust === true, named: [input.provider] }));
  const artifactsDir = artifactsDirOf(input, cwd, loaded);
  const continued = input.continueRun === undefined ? undefined : await continuing(input, { artifactsDir, cwd });
  const reading = Promise.all([
    begun?.source ?? readPrompt(input, { root: loaded.root, cwd }),
    detectProviders({ env, config: loaded.config, only: continued?.provider ?? input.provider, versions: "later" }),
    tree.start,
  ]);
  const redactor = redactorOf(loaded, env); // while git works
  const [source, detected, git] = await reading;
  await checkArtifactsDir(input, artifactsDir, loaded);
  const { verify: given, trust = false } = input;
  const verify = await chooseVerify({ given, trust, loaded, file: source.file, env });
  if (input.runId !== undefined) checkUnused(artifactsDir, runId);
  return {
    input,
    cwd,
    env,
    runId,
    artifactsDir,
    loaded,
    source,
    continued,
    detected,
    tree,
    git,
    redactor,
    answerSchema: begun?.answerSchema,
    verify,
  };
}

/** Few runs go on from another: what that takes is loaded for those alone. */
async function continuing(input: RunPromptInput, place: Pick<Gathered, "artifactsDir" | "cwd">): Promise<Continued> {
  const { continuedRun } = await import("./continued.ts");
  return continuedRun(input, place);
}

type Decided = Omit<ResolvedRun, "budget">;

function decide(gathered: Gathered): Decided {
  const { input, loaded, source, detected, env, tree } = gathered;
  const wanted = chooseProvider(gathered);
  checkTrust(loaded, wanted.value);
  const { providerOrder } = loaded.config;
  const asked = { input, loaded, wish: source.file?.access, continued: gathered.continued };
  const ids = detected.map((one) => one.id);
  const unfit = wanted.value === "router" ? unfitFor(ids, asked) : undefined;
  const found = resolveRunProvider(wanted.value, detected, providerOrder, source.file?.supportedTools, unfit);
  const id = found.provider.id;
  checkTrust(loaded, id); // the router may have chosen another
  const provider = providerOf(id, loaded.config.customProviders[id]);
  checkSwitches(input, provider);
  const chosen: Choices = {
    found: found.provider,
    access: resolveAccess({ ...asked, provider: id }),
    model: chooseModel(gathered, id),
    ...chooseTimeouts(gathered),
  };
  const forAgent = agentEnv(env, envRules(loaded.config, id));
  const task = { ...taskOf(gathered, chosen), ...defined({ taken: takenPlace(provider, forAgent.env) }) };
  const { access } = chosen;
  return {
    task,
    provider,
    config: loaded.config,
    facts: factsOf(gathered, task, {
      reason: found.reason,
      version: versionOf(provider, gathered, found),
      paidBy: found.provider.paidBy,
    }),
    root: loaded.root,
    runId: gathered.runId,
    artifactsDir: gathered.artifactsDir,
    maxRunDirs: loaded.config.maxRunDirs,
    ...forAgent,
    origins: originsOf({ ...chosen, provider: wanted, verify: gathered.verify }),
    warnings: [
      ...warningsOf(gathered),
      ...providerWarnings(input, provider),
      ...(access.warning === undefined ? [] : [{ message: access.warning }]),
    ],
    verify: gathered.verify.value,
    tree,
    redactor: gathered.redactor,
    machineEnv: env,
  };
}

interface Choices {
  readonly found: DetectedProvider;
  readonly access: ReturnType<typeof resolveAccess>;
  readonly model: Chosen<string> | undefined;
  readonly timeoutSeconds: Chosen<number>;
  readonly idleTimeoutSeconds: Chosen<number>;
}

function resumed(resume: RunPromptInput["resume"]): RunPromptInput["resume"] {
  return resume && checkSessionId(resume);
}

function taskOf(
  { input, loaded, source, continued, cwd, runId, artifactsDir, answerSchema: schema }: Gathered,
  chosen: Choices,
): Task {
  const { found, access, model } = chosen;
  const { args = [], env } = loaded.config.providers[found.id] ?? {};
  const custom = loaded.config.customProviders[found.id];
  return {
    key: `${runId}/agent/1`,
    provider: found.id,
    prompt: source.text,
    access: access.access,
    settings: defined({
      command: found.file,
      args: [...(found.args ?? []), ...args],
      extraArgs: input.extraArgs,
      mode: access.mode,
      background: input.background,
      approveMcps: input.approveMcps,
      custom,
    }),
    promptPath: resolve(artifactsDir, runId, RUN_FILES.prompt),
    cwd,
    limits: { timeoutSeconds: chosen.timeoutSeconds.value, idleTimeoutSeconds: chosen.idleTimeoutSeconds.value },
    workspace: { kind: "in-place", ignored: ownFiles({ input, cwd, artifactsDir, loaded }) },
    env: Object.keys(env ?? {}),
    keepProcesses: input.keepProcesses === true,
    ...(schema && { answerSchema: { schema, path: resolve(artifactsDir, runId, RUN_FILES.schema) } }),
    ...defined({ model: model?.value, resume: resumed(continued?.resume ?? input.resume) }),
  };
}

/** What stands in the workspace and is no work of the agent. */
function ownFiles({ input, cwd, artifactsDir, loaded }: Pick<Gathered, "input" | "cwd" | "artifactsDir" | "loaded">) {
  const recording = input.record === undefined ? [] : [resolve(cwd, input.record)];
  return [...projectsOwn(artifactsDir, loaded), ...recording];
}

/** Of the one that was chosen. A run starts nothing to find it out. */
function versionOf(provider: Provider, { env }: Gathered, found: ResolvedProvider): string | undefined {
  const { file } = found.provider;
  return file === undefined ? undefined : (knownVersion({ provider, file, env }) ?? undefined);
}

function factsOf(
  { input, source, continued, git, cwd, artifactsDir, runId }: Gathered,
  task: Task,
  {
    version,
    reason,
    paidBy,
  }: { readonly version: string | undefined; readonly reason: string; readonly paidBy: PaidBy | undefined },
): RunFacts {
  const { head, branch } = git ?? {};
  return {
    cwd,
    runDir: resolve(artifactsDir, runId),
    provider: task.provider,
    providerReason: reason,
    access: task.access,
    limits: task.limits,
    ...defined({
      extraArgs: input.extraArgs?.length === 0 ? undefined : input.extraArgs,
      providerVersion: version,
      continues: continued?.runId,
      model: task.model,
      paidBy,
      promptFile: source.file?.relativePath,
      promptTitle: source.file?.title,
      gitBranch: branch,
      gitHead: head?.slice(0, 7),
      gitHeadFull: head,
    }),
  };
}

function originsOf({
  found: _found,
  access,
  ...chosen
}: Choices & { readonly provider: Chosen<string>; readonly verify: Chosen<readonly string[]> }): Record<
  string,
  string
> {
  const origins: Record<string, string> = { access: access.origin };
  for (const [key, value] of Object.entries(chosen)) origins[key] = value?.origin ?? "the provider's own default";
  return origins;
}
