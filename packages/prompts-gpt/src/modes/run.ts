import type { Outcome } from "../agent/outcome.ts";
import { interruptExitCode } from "../agent/interrupt.ts";
import { type PreparedAgent, prepareAgent } from "../agent/run-agent.ts";
import type { RunAgent, Session, Task } from "../agent/task.ts";
import { describeExit } from "../process/exit.ts";
import { RUN_FILES } from "../runs/run-dir.ts";
import { type Verdict, withRun } from "../runs/with-run.ts";
import { withWorkspace } from "../runs/with-workspace.ts";
import type { TreeWatcher } from "../workspace/tree.ts";
import { VERSION } from "../version.ts";
import { resolveRun } from "./resolve-run.ts";
import type { RecordingFile } from "./recording.ts";
import type { RunPlan, RunPromptInput, RunPromptResult } from "./run-input.ts";
import { resultOf } from "./run-result.ts";
import { resolve } from "node:path";

/** The mode itself: one agent invocation, once. */
async function execute(
  task: Task,
  session: Session,
  { run, tree }: { run: RunAgent; tree: TreeWatcher },
): Promise<Verdict> {
  const outcome = await session.step(task.key, recorded(task), () => withWorkspace(task, session, { run, tree }));
  return verdictOf(outcome);
}

/** What is known before it starts; `--dry-run` prints it. */
export async function planRun(input: RunPromptInput): Promise<RunPlan> {
  const { task, provider, facts, runId, artifactsDir, origins, warnings, tree } = await resolveRun(input);
  await tree.close();
  const { file, args } = provider.command(task);
  return {
    schemaVersion: 1,
    runId,
    runDir: resolve(artifactsDir, runId),
    facts,
    command: { file, args },
    prompt: task.prompt,
    limits: task.limits,
    origins,
    warnings: warnings.map(({ message }) => message),
  };
}

/** Runs one prompt with one agent, once. Rejects only with a {@link UserError}; a failed agent is a result. */
export async function runPrompt(input: RunPromptInput): Promise<RunPromptResult> {
  const resolved = await resolveRun(input);
  const { task, provider, tree, env, artifactsDir, runId } = resolved;
  let recording: RecordingFile | undefined;
  let agent: PreparedAgent | undefined;
  try {
    // What the provider refuses, it refuses before there is a run.
    const prepared = (agent = prepareAgent(provider, task, { runDir: resolve(artifactsDir, runId), env }));
    recording = input.record === undefined ? undefined : await recordingTo(input.record, task.cwd);
    const { signal, killSignal, onEvent } = input;
    const finished = await withRun(
      { ...resolved, version: VERSION, prompt: task.prompt, signal, killSignal, onEvent },
      (session) => execute(task, session, { run: prepared.run, tree }),
    );
    await recording?.write(finished.runDir, task);
    return resultOf(finished);
  } finally {
    await Promise.all([agent?.close(), tree.close(), recording?.close()]);
  }
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
  if (exit.kind === "cancelled")
    return { status: "cancelled", exitCode: interruptExitCode(exit.why), message: `The agent ${describeExit(exit)}` };
  if (failure !== undefined) return { status: "failed", exitCode: 1, message: failure.message };
  return { status: "succeeded", exitCode: 0 };
}
