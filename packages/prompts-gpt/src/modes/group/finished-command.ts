import { agentEnv } from "../../agent/agent-env.ts";
import { ExecutionError } from "../../errors.ts";
import { describeExit } from "../../process/exit.ts";
import { agentMarker } from "../../process/marker.ts";
import { onFinish } from "../../runs/on-finish.ts";
import type { FinishedRun } from "../../runs/with-run.ts";
import { envRules } from "../env-rules.ts";
import type { OpenGroup } from "./open.ts";

/** As long as a message or an upload may take. */
const TIMEOUT_SECONDS = 300;

/**
 * Runs the user's command when a group is over. The record is finished then and says nothing of it: one that fails is an
 * ExecutionError.
 */
export async function finishedCommand(line: string, { state, runDir }: FinishedRun, group: OpenGroup): Promise<void> {
  const { status = "failed", exitCode = 1 } = state.finished ?? {};
  const { env } = agentEnv(group.env, envRules(group.loaded.config, state.facts.provider));
  const { exit, output } = await onFinish(
    line,
    { runId: state.runId, runDir, status, exitCode },
    {
      cwd: state.facts.cwd,
      env,
      marker: agentMarker(runDir, "on-finish"),
      timeoutSeconds: TIMEOUT_SECONDS,
      redactor: group.redactor,
    },
  );
  if (exit.kind === "exited" && exit.code === 0) return;
  const said = output.trim() === "" ? "" : ` It printed:\n${output}`;
  throw new ExecutionError(
    `${state.runId} is over (${status}), and --on-finish ${describeExit(exit)}.${said}`,
    `prompts-gpt runs show ${state.runId}`,
  );
}
