import { capture, type Env } from "../process/spawn.ts";
import { object, objectIn, text } from "../providers/json.ts";

interface Asking {
  /** A line for a shell. */
  readonly hook: string;
  readonly cwd: string;
  readonly env: Env;
}

/** Enough for a slow disk. */
const LIMIT_MS = 60_000;
const NO_ANSWER = "The guard of git gave no answer, so the command was not run.";

/** Asks the guard of this run, as other agents' CLIs do, why a command is refused; undefined when it may run. */
export async function askGuard(command: string, { hook, cwd, env }: Asking): Promise<string | undefined> {
  const question = JSON.stringify({ tool_name: "Bash", tool_input: { command }, cwd });
  const program = { file: "sh", args: ["-c", hook], stdin: Buffer.from(question) };
  const { exit, stdout } = await capture(program, { cwd, env, limitMs: LIMIT_MS });
  if (exit.kind !== "exited" || exit.code !== 0) return NO_ANSWER;
  const answer = object(objectIn(stdout.toString("utf8"))?.["hookSpecificOutput"]);
  return answer["permissionDecision"] === "deny" ? (text(answer["permissionDecisionReason"]) ?? NO_ANSWER) : undefined;
}
