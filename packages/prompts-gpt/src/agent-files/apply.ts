import { lstatSync } from "node:fs";
import { mkdir, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { codeOf } from "../error-code.ts";
import { ExecutionError } from "../errors.ts";
import { NotReplaced, replaceFiles, type WholeFile } from "../replace-file.ts";
import type { AgentFile } from "./agent-file.ts";
import { contentOf } from "./existing.ts";
import { lookAt } from "./own-place.ts";

/**
 * Writes and deletes what a plan says, each file whole or not at all, none through a link. `existing` is what the plan was
 * made from: a file that says something else by now is somebody's new edit. The first that fails ends it with an
 * ExecutionError; what was done before stays, and a new plan holds the rest.
 */
export async function applyAgentFiles(
  root: string,
  files: readonly AgentFile[],
  existing: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const asSeen = (path: string) => {
    if (!isSame(contentOf(join(root, path)), existing.get(path))) throw changedMeanwhile(path);
  };
  const folders = new Set(files.map(({ path }) => dirname(path)));
  for (const folder of folders) await attempt(folder, () => openFolder(root, folder));
  const wanted: WholeFile[] = [];
  for (const file of files) {
    await attempt(file.path, async () => {
      const mode = modeOf(join(root, file.path), file);
      const lastLook = () => asSeen(file.path);
      if ("bytes" in file) wanted.push({ path: join(root, file.path), data: file.bytes, mode, lastLook });
    });
  }
  await replaceFiles(wanted).catch((error: unknown) => {
    throw error instanceof NotReplaced ? notWritten(relative(root, error.path), error.cause) : error;
  });
  for (const file of files) {
    if (!("remove" in file)) continue;
    asSeen(file.path);
    await attempt(file.path, () => remove(join(root, file.path)));
  }
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && Buffer.compare(one, other) === 0);
}

function changedMeanwhile(path: string): ExecutionError {
  return new ExecutionError(
    `${path} was changed while it was to be written, and was left as it is.`,
    "prompts-gpt sync",
  );
}

async function attempt(path: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    if (cause instanceof ExecutionError) throw cause;
    throw notWritten(path, cause);
  }
}

function notWritten(path: string, cause: unknown): ExecutionError {
  const message = `${path} cannot be written (${codeOf(cause) ?? "unknown"}).`;
  return new ExecutionError(message, "Make room, or make it writable; then try again.", { cause });
}

/** Looked at once more after it was made: somebody may have put a link there meanwhile. */
async function openFolder(root: string, folder: string): Promise<void> {
  if ((await lookAt(root, folder)) === "nothing") await mkdir(join(root, folder), { recursive: true });
  if ((await lookAt(root, folder)) !== "folder") throw inTheWay(folder);
}

/** Of the file that stands there; undefined when none does. */
function modeOf(path: string, file: AgentFile): number | undefined {
  const info = lstatSync(path, { throwIfNoEntry: false });
  if (info && !info.isFile()) throw inTheWay(file.path);
  return info === undefined ? undefined : info.mode & 0o777;
}

function inTheWay(path: string): ExecutionError {
  const message = `${path} is a link, stands behind one, or is of another kind: nothing was written there.`;
  return new ExecutionError(message, `Look at it, and delete or rename it: ls -l ${path}`);
}

/** A skill's folder goes with its file, unless there is something else in it. */
async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
  if (basename(path) !== "SKILL.md") return;
  await rmdir(dirname(path)).catch((error: unknown) => {
    if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error;
  });
}
