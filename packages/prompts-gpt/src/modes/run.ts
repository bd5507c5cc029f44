import type { Outcome, TreeId } from "../agent/outcome.ts";
import { noteLocalConfig } from "../workspace/local-config.ts";
import { interruptExitCode } from "../agent/interrupt.ts";
import { isCI } from "../config/ci.ts";
import { type PreparedAgent, prepareAgent } from "../agent/run-agent.ts";
import type { RunAgent, Session, Task } from "../agent/task.ts";
import { describeExit } from "../process/exit.ts";
import { RUN_FILES } from "../runs/run-dir.ts";
import { markActive } from "../runs/active.ts";
import { type Verdict, withRun } from "../runs/with-run.ts";
import { withWorkspace } from "../runs/with-workspace.ts";
import { noteGap } from "../workspace/snapshot/gap.ts";
import type { TreeWatcher } from "../workspace/tree.ts";
import { VERSION } from "../version.ts";
import { type Begun, type ResolvedRun, resolveRun } from "./resolve-run.ts";
import type { RecordingFile } from "./recording.ts";
import type { RunPlan, RunPromptInput, RunPromptResult } from "./run-input.ts";
import { resultOf } from "./run-result.ts";
import { agentWithin, type BudgetWatch, heardBy, withinBudget } from "./over-budget.ts";
import type { GuardCover, RunGuard } from "../runs/run-guard.ts";
import { guardFor, plannedTask, rulesWarnings } from "./run-guarding.ts";
import type { RunSnapshot } from "./run-snapshot.ts";
import type { Env } from "../process/spawn.ts";
import type { Provider } from "../providers/provider.ts";
import { resolve } from "node:path";

interface Tools {
  readonly run: RunAgent;
  readonly tree: TreeWatcher;
  /** Told how the tree was and how it is. */
  compared(trees: readonly [TreeId, TreeId]): void;
  /** Decides whether what the agent did is accepted. */
  readonly verify: (session: Session) => Promise<Verdict>;
}

/** The mode itself: one agent invocation, once. */
async function execute(task: Task, session: Session, { run, tree, compared, verify }: Tools): Promise<Verdict> {
  const outcome = await session.step(task.key, recorded(task), () => withWorkspace(task, session, { run, tree }));
  compared([outcome.before, outcome.after]);
  const verdict = verdictOf(outcome);
  return verdict.status === "succeeded" ? verify(session) : verdict;
}

/** What is known before it starts; `--dry-run` prints it. */
export async function planRun(input: RunPromptInput): Promise<RunPlan> {
  const resolved = await resolveRun(input);
  const { provider, runId, artifactsDir, tree, env, withheld, redactor } = resolved;
  await tree.close();
  const task = await plannedTask(input, resolved);
  const { file, args } = provider.command(task);
  return {
    schemaVersion: 1,
    runId,
    runDir: resolve(artifactsDir, runId),
    // It is there to be shown, and names of folders go on to be used: only those stay as they are.
    ...redactor.deep({
      facts: resolved.facts,
      command: { file, args },
      environment: { passed: Object.keys(env).toSorted(), withheld },
      snapshot: task.access === "read" ? "not needed" : input.noSnapshot === true ? "off" : "taken",
      prompt: task.prompt,
      limits: task.limits,
      verify: resolved.verify,
      budget: resolved.budget,
      origins: resolved.origins,
      warnings: [...resolved.warnings, ...rulesWarnings(provider, task)].map(({ message }) => message),
    }),
  };
}

/** Runs one prompt with one agent, once. Rejects only with a {@link UserError}; a failed agent is a result. */
export function runPrompt(input: RunPromptInput): Promise<RunPromptResult> {
  return runAs(input);
}

/** The same; as a part of another run, with what that one started with. */
export async function runAs(input: RunPromptInput, begun?: Begun): Promise<RunPromptResult> {
  const resolved = await resolveRun(input, begun);
  const { provider, tree, machineEnv, artifactsDir, runId } = resolved;
  let unmark: (() => void) | undefined;
  let recording: RecordingFile | undefined;
  let agent: PreparedAgent | undefined;
  let snapshot: RunSnapshot | undefined;
  let guard: RunGuard | undefined;
  let trees: readonly [TreeId, TreeId] | undefined;
  let unnote: (() => void) | undefined;
  let budget: BudgetWatch | undefined;
  try {
    const runDir = resolve(artifactsDir, runId);
    provider.command(resolved.task); // what the provider refuses, it refuses before there is a run
    const mustHold = input.requireGuard === true || isCI(machineEnv);
    const guarding = (guard = await guardFor(input, { ...resolved, runDir, mustHold }));
    const { task, env, mounts } = guarding;
    agent = prepareAgent(provider, task, { runDir, env, mounts });
    recording = input.record === undefined ? undefined : await recordingTo(input.record, task.cwd);
    const trying = guarding.tryOut();
    trying.catch(() => {}); // while the snapshot is taken; awaited below
    snapshot = await snapshotBefore(input, resolved);
    const tried = await trying;
    unnote = noteLocalConfig(resolved.root, runId, machineEnv);
    const prepared = (agent = await withoutMounts(agent, { provider, runDir, guarding, tried }));
    const cover = await guarding.arm(tried);
    noteSnapshot(resolved, snapshot);
    unmark = await markActive(task.cwd, runId, machineEnv);
    budget = begun?.budget ?? (await openBudget(resolved));
    const finished = await withRun(
      {
        ...withCover(withSnapshot(resolved, snapshot), cover, rulesWarnings(provider, task)),
        mode: "run",
        version: VERSION,
        prompts: promptsOf(task),
        ...listenersOf(input, budget),
      },
      async (session) => {
        const verify = verifierOf(resolved.verify, { task, env, mounts: tried.mounts });
        const compared = (both: typeof trees) => void (trees = both);
        const tools = { run: agentWithin(budget, prepared.run), tree, verify, compared };
        const verdict = await withinBudget(budget, session, (bounded) => execute(task, bounded, tools));
        await guarding.report(task, session);
        return verdict;
      },
    );
    await recording?.write(finished.runDir, task, resolved.redactor);
    return resultOf(finished);
  } finally {
    unnote?.();
    budget?.close?.();
    await Promise.all([
      guard?.close(),
      agent?.close(),
      tree.close(),
      recording?.close(),
      snapshot?.close(trees),
    ]).finally(() => unmark?.()); // whoever restores then finds everything put back
  }
}

interface Tried {
  readonly provider: Provider;
  readonly runDir: string;
  readonly guarding: RunGuard;
  readonly tried: GuardCover;
}

function listenersOf({ signal, killSignal, onEvent }: RunPromptInput, budget: BudgetWatch | undefined) {
  return { signal, killSignal, onEvent: heardBy(budget, onEvent) };
}

/** Few runs have one: what that takes is loaded for those alone. */
async function openBudget({ budget, runId }: ResolvedRun): Promise<BudgetWatch | undefined> {
  if (Object.keys(budget).length === 0) return undefined;
  const { openRunBudget } = await import("./run-budget.ts");
  return openRunBudget(budget, runId);
}

function promptsOf({ prompt, answerSchema }: Task): Readonly<Record<string, string>> {
  const schema = answerSchema && { [RUN_FILES.schema]: JSON.stringify(answerSchema.schema) };
  return { [RUN_FILES.prompt]: prompt, ...schema };
}

interface VerifyPlace {
  readonly task: Task;
  /** Of the agent, with the guard in it. */
  readonly env: Env;
  readonly mounts: string | undefined;
}

/** Few runs are verified: what that takes is loaded for those alone. */
function verifierOf(commands: readonly string[], place: VerifyPlace): Tools["verify"] {
  return async (session) => {
    if (commands.length === 0) return { status: "succeeded", exitCode: 0 };
    const { verifyRun } = await import("./verify-run.ts");
    return verifyRun(commands, { ...place, session });
  };
}

/** The agent as it is, or staged once more where nothing can be mounted. */
async function withoutMounts(agent: PreparedAgent, { provider, runDir, guarding, tried }: Tried) {
  if (tried.mounts === guarding.mounts) return agent;
  await agent.close();
  return prepareAgent(provider, guarding.task, { runDir, env: guarding.env, mounts: tried.mounts });
}

/** Of a run that may write, unless it was refused. Loaded for those alone. */
async function snapshotBefore(
  { noSnapshot, snapshotIgnored }: RunPromptInput,
  { task, runId, artifactsDir, machineEnv }: ResolvedRun,
): Promise<RunSnapshot | undefined> {
  if (task.access === "read" || noSnapshot === true) return undefined;
  const { snapshotForRun } = await import("./run-snapshot.ts");
  return snapshotForRun({ task, runId, artifactsDir, env: machineEnv, ignored: snapshotIgnored ?? "small" });
}

/** Where what the agent leaves is kept, or that nothing is. */
function noteSnapshot({ task, tree, machineEnv, runId }: ResolvedRun, snapshot: RunSnapshot | undefined): void {
  if (snapshot !== undefined) tree.keepIn(snapshot.store.at("objects"));
  else noteGap(task.cwd, machineEnv, { runId, why: task.access === "read" ? "read access" : "--no-snapshot" });
}

/** What is told of it before the agent starts. */
function withSnapshot(resolved: ResolvedRun, snapshot: RunSnapshot | undefined): ResolvedRun {
  const { facts, task, warnings } = resolved;
  if (snapshot === undefined)
    return task.access === "read" ? resolved : { ...resolved, facts: { ...facts, snapshot: "off" } };
  const more = snapshot.warnings.map((message) => ({ message }));
  return { ...resolved, facts: { ...facts, snapshot: snapshot.facts }, warnings: [...warnings, ...more] };
}

function withCover(resolved: ResolvedRun, { facts, warnings }: GuardCover, more: ResolvedRun["warnings"]): ResolvedRun {
  return {
    ...resolved,
    facts: { ...resolved.facts, ...facts },
    warnings: [...resolved.warnings, ...warnings, ...more],
  };
}

/** Few runs are recorded: what that takes is loaded for those alone. */
async function recordingTo(record: string, cwd: string): Promise<RecordingFile> {
  const { openRecording } = await import("./recording.ts");
  return openRecording(record, cwd);
}

/** The task as the journal keeps it: the prompt stands in a file of its own, whatever its size. */
function recorded({ prompt, ...task }: Task) {
  return { ...task, prompt: { file: RUN_FILES.prompt, bytes: Buffer.byteLength(prompt) } };
}

function verdictOf({ exit, failure }: Outcome): Verdict {
  if (exit.kind === "cancelled" && failure?.kind !== "over-budget")
    return { status: "cancelled", exitCode: interruptExitCode(exit.why), message: `The agent ${describeExit(exit)}` };
  if (failure !== undefined) return { status: "failed", exitCode: 1, message: failure.message };
  return { status: "succeeded", exitCode: 0 };
}
