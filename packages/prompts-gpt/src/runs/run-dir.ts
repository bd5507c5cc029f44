import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "../error-code.ts";
import { ConfigError, ExecutionError } from "../errors.ts";
import { checkRunId } from "./run-id.ts";

/** The files of a run directory. `events.jsonl` is the journal; the others can be made again from it and the log. */
export const RUN_FILES = {
  journal: "events.jsonl",
  log: "output.log",
  prompt: "prompt.md",
  /** What the answer has to hold to. */
  schema: "answer-schema.json",
  meta: "meta.json",
  summary: "summary.md",
  patch: "changes.patch",
  /** Of several runs as one. */
  sweep: "sweep-manifest.json",
  batch: "batch-summary.json",
  scores: "eval-scores.json",
  orchestrated: "orchestrate-summary.json",
} as const;

/**
 * Makes the run's own, new folder; only this user may look into it, for it holds what an agent saw. Synchronous: these few
 * calls take less time than one turn of the event loop.
 */
export function createRunDir(artifactsDir: string, runId: string): string {
  const path = join(artifactsDir, checkRunId(runId));
  try {
    makeFolders(artifactsDir);
  } catch (error) {
    throw notMade(error);
  }
  try {
    mkdirSync(path, { mode: 0o700 });
    // Redaction does not know every secret: records must not be committed by an agent's `git add -A`. In the run's own
    // folder: a file in the artifacts folder could hide a user's work, when that is a folder of the project.
    writeFileSync(join(path, ".gitignore"), "*\n");
  } catch (error) {
    throw codeOf(error) === "EEXIST" ? taken(path, runId) : notMade(error);
  }
  return path;
}

/** One parent after the other: Node 20's own `recursive` never returns where a file system refuses with ENOENT (/proc). */
function makeFolders(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (found === undefined && dirname(path) !== path) makeFolders(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another run, of another process, may have been faster.
    if (codeOf(error) !== "EEXIST" || !statSync(path).isDirectory()) throw error;
  }
}

/** Refuses an id that a run has already, before anything is started for it. */
export function checkUnused(artifactsDir: string, runId: string): void {
  const path = join(artifactsDir, runId);
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) throw taken(path, runId);
}

function taken(path: string, runId: string): ConfigError {
  return new ConfigError(
    `There is a run ${runId} already: ${path}`,
    `prompts-gpt runs show ${runId}, or leave --run-id out`,
  );
}

function notMade(error: unknown): ExecutionError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ExecutionError(`The run directory cannot be made: ${reason}`, "prompts-gpt run --artifacts-dir <path> …", {
    cause: error,
  });
}
