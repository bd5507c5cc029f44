import { ExecutionError } from "../../errors.ts";
import { describeExit } from "../../process/exit.ts";
import { execute } from "../../process/execute.ts";
import { agentMarker } from "../../process/marker.ts";
import type { Redactor } from "../../process/redact/redactor.ts";
import { shellLine } from "../../process/shell-line.ts";
import type { Env } from "../../process/spawn.ts";

export interface SetUp {
  /** Lines for a shell, accepted by the user; one after the other. */
  readonly commands: readonly string[];
  readonly cwd: string;
  readonly env: Env;
  /** Milliseconds for each. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Ends it now. */
  readonly kill?: AbortSignal | undefined;
  readonly redactor?: Redactor | undefined;
}

const KEPT_BYTES = 4096;

/** Makes a lane fit to work in, as an agent is run: nothing that a command starts is left. Throws when one of them fails. */
export async function setUp({ commands, cwd, env, limitMs, signal, kill, redactor }: SetUp): Promise<void> {
  for (const [at, command] of commands.entries()) {
    const { exit, stdout, stderr } = await execute(shellLine(command), {
      cwd,
      env,
      marker: agentMarker(cwd, `setup-${at + 1}`),
      limits: { total: limitMs, idle: 0, grace: 2000 },
      signal,
      kill,
      redactor,
      keepBytes: KEPT_BYTES,
    });
    if (exit.kind === "exited" && exit.code === 0) continue;
    signal?.throwIfAborted();
    const said = `${stdout.text}\n${stderr.text}`.trim();
    const shown = redactor?.text(command) ?? command;
    const fix = `Run it by hand: ${shown}   (or mend "worktree.setup" in the configuration)`;
    throw new ExecutionError(
      `The set-up of a lane failed: ${shown} ${describeExit(exit)}.${said === "" ? "" : `\n${said}`}`,
      fix,
    );
  }
}
