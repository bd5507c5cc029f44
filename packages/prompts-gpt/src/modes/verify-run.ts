import { interruptExitCode } from "../agent/interrupt.ts";
import type { Session, Task } from "../agent/task.ts";
import { describeExit } from "../process/exit.ts";
import { agentMarker } from "../process/marker.ts";
import type { Env } from "../process/spawn.ts";
import { type Verified, verify } from "../runs/verify.ts";
import type { Verdict } from "../runs/with-run.ts";

interface Place {
  readonly task: Task;
  readonly session: Session;
  readonly env: Env;
  readonly mounts: string | undefined;
}

/** Runs the commands where the agent worked, as a step of the run; each has as long as the agent had. */
export async function verifyRun(commands: readonly string[], { task, session, env, mounts }: Place): Promise<Verdict> {
  const key = `${task.key.split("/").slice(0, -2).join("/")}/verify/1`;
  const { cwd, limits } = task;
  const { signal, kill, redactor, runDir } = session;
  const { timeoutSeconds } = limits;
  const marker = agentMarker(runDir, key);
  const place = { cwd, env, marker, signal, kill, timeoutSeconds, redactor, mounts };
  const verified = await session.step(key, { commands }, () => verify(commands, place));
  return verdictOf(verified);
}

function verdictOf({ ok, commands }: Verified): Verdict {
  if (ok) return { status: "succeeded", exitCode: 0 };
  const failed = commands.filter(({ exit }) => exit.kind !== "exited" || exit.code !== 0);
  const stopped = failed.find(({ exit }) => exit.kind === "cancelled")?.exit;
  if (stopped?.kind === "cancelled")
    return {
      status: "cancelled",
      exitCode: interruptExitCode(stopped.why),
      message: `Verifying ${describeExit(stopped)}`,
    };
  const said = failed.map(({ command, exit }) => `${command} ${describeExit(exit)}`).join("; ");
  return { status: "failed", exitCode: 1, message: `The result was not accepted: ${said}.` };
}
