import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../errors.ts";
import { findRun } from "../../runs/find-run.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import { type ReadRun, readRun } from "../../runs/run-list.ts";
import type { Judged } from "../eval/eval-prompt.ts";
import { resultOf } from "../run-result.ts";

/** A run that may be judged: one agent's, that has ended. Throws a ConfigError for any other. */
export async function judgeableRun(artifactsDir: string, name: string): Promise<ReadRun> {
  const run = await findRun(artifactsDir, name);
  const { runId, mode, members } = run.state;
  if (mode !== "run") {
    const [first] = members.filter(({ input }) => input.kind === "member");
    throw new ConfigError(
      `${runId} is several runs as one; one of them can be judged.`,
      first === undefined
        ? `prompts-gpt runs show ${runId}`
        : `--of ${first.input.runId}   (all: prompts-gpt runs show ${runId})`,
    );
  }
  if (run.status === "running")
    throw new ConfigError(`${runId} is still going on.`, `prompts-gpt runs attach ${runId}`);
  return run;
}

/** What a judge is shown of a run, from its record. */
export async function judgedRun(runDir: string, task?: string): Promise<Omit<Judged, "criteria">> {
  const run = await readRun(runDir);
  const { output, changedFiles } = resultOf(run);
  return { task: task ?? taskOf(runDir), output, diff: patchOf(runDir), changedFiles: changedFiles ?? [] };
}

/** The prompt that its agent was given. */
export function taskOf(runDir: string): string {
  return readFileSync(join(runDir, RUN_FILES.prompt), "utf8");
}

/** What it changed, as a patch; empty when that was nothing. */
export function patchOf(runDir: string): string {
  try {
    return readFileSync(join(runDir, RUN_FILES.patch), "utf8");
  } catch {
    return ""; // nothing was changed
  }
}
