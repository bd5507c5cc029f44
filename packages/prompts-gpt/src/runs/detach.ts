import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ExecutionError } from "../errors.ts";
import type { Command } from "../process/command.ts";
import { type Env, startInBackground } from "../process/spawn.ts";
import { readRun } from "./run-list.ts";

const LOOK_MS = 25;

/**
 * Starts a program that runs the run `runDir` on its own, and resolves once that run has begun. When it ends before,
 * what it printed is the error.
 */
export async function startDetached(
  command: Omit<Command, "stdin">,
  { cwd, env, runDir }: { cwd: string; env: Env; runDir: string },
): Promise<{ readonly pid: number }> {
  const folder = await mkdtemp(join(tmpdir(), "prompts-gpt-"));
  const output = join(folder, "said");
  const file = await open(output, "wx", 0o600);
  try {
    const child = startInBackground({ ...command, stdin: "" }, { cwd, env, output: file.fd });
    let ended = false;
    void child.ended.then(() => (ended = true));
    for (;;) {
      const begun = await readRun(runDir).catch(() => undefined);
      if (begun?.state.owner.pid === child.pid && child.pid !== undefined) return { pid: child.pid };
      if (ended)
        throw new ExecutionError(
          `The run could not be started in the background. It said:\n${await readFile(output, "utf8")}`,
          "Run it without --detach to see why",
        );
      await sleep(LOOK_MS);
    }
  } finally {
    await file.close();
    await rm(folder, { recursive: true, force: true });
  }
}
