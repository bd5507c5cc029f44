import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigError, ExecutionError } from "../errors.ts";

/** The files of a run directory. `events.jsonl` is the journal; the others can be made again from it and the log. */
export const RUN_FILES = {
  journal: "events.jsonl",
  log: "output.log",
  prompt: "prompt.md",
  meta: "meta.json",
  summary: "summary.md",
  patch: "changes.patch",
} as const;

const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** `agent-20261122T151036Z-1a2b3c`: sorts by time, and does not collide. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  serial = (serial + 1) % 2 ** 24;
  return `agent-${time}-${serial.toString(16).padStart(6, "0")}`;
}

/** Counted on from a random start: unlike plain chance, two runs of one process can never meet. */
let serial = Math.floor(Math.random() * 2 ** 24);

/** A run id becomes a folder name: nothing that could leave the artifacts folder passes. */
export function checkRunId(runId: string): string {
  if (RUN_ID.test(runId) && !runId.includes("..")) return runId;
  throw new ConfigError(
    `The run id ${JSON.stringify(runId)} cannot name a folder: use letters, digits, "-", "_" and ".", at most 128, without ".."`,
    "prompts-gpt run --run-id nightly-1 …",
  );
}

/** Makes the run's own, new folder; only this user may look into it, for it holds what an agent saw. */
export async function createRunDir(artifactsDir: string, runId: string): Promise<string> {
  const path = join(artifactsDir, checkRunId(runId));
  await makeFolders(artifactsDir).catch(notMade);
  // Records are not redacted, and must not be committed by an agent's `git add -A`.
  await writeFile(join(artifactsDir, ".gitignore"), "*\n", { flag: "wx" }).catch(ignoreExisting);
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    throw codeOf(error) === "EEXIST" ? taken(path, runId) : notMade(error);
  });
  return path;
}

/** One parent after the other: Node 20's own `recursive` never returns where a file system refuses with ENOENT (/proc). */
async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (codeOf(error) !== "ENOENT" || (await exists(dirname(path)))) throw error;
    await makeFolders(dirname(path));
    await mkdir(path);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Refuses an id that a run has already, before anything is started for it. */
export async function checkUnused(artifactsDir: string, runId: string): Promise<void> {
  const path = join(artifactsDir, runId);
  if (await exists(path)) throw taken(path, runId);
}

function taken(path: string, runId: string): ConfigError {
  return new ConfigError(
    `There is a run ${runId} already: ${path}`,
    `prompts-gpt runs show ${runId}, or leave --run-id out`,
  );
}

function notMade(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new ExecutionError(`The run directory cannot be made: ${reason}`, "prompts-gpt run --artifacts-dir <path> …", {
    cause: error,
  });
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== "EEXIST") notMade(error);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
