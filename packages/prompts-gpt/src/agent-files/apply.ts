import { lstat, mkdir, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../error-code.ts";
import { ExecutionError } from "../errors.ts";
import { replaceFile } from "../replace-file.ts";
import type { AgentFile } from "./agent-file.ts";
import { lookAt } from "./own-place.ts";

/** At once: what waits for the disk can wait together. */
const AT_ONCE = 32;

/**
 * Writes and deletes what a plan says, each file whole or not at all, none through a link. The first that fails ends it
 * with an ExecutionError; what was done before stays, and a new plan holds the rest.
 */
export async function applyAgentFiles(root: string, files: readonly AgentFile[]): Promise<void> {
  const folders = new Set(files.map(({ path }) => dirname(path)));
  for (const folder of folders) await attempt(folder, () => openFolder(root, folder));
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const some = files.slice(from, from + AT_ONCE);
    await Promise.all(some.map((file) => attempt(file.path, () => applyFile(join(root, file.path), file))));
  }
}

async function attempt(path: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    if (cause instanceof ExecutionError) throw cause;
    const message = `${path} cannot be written (${codeOf(cause) ?? "unknown"}).`;
    throw new ExecutionError(message, "Make room, or make it writable; then try again.", { cause });
  }
}

/** Looked at once more after it was made: somebody may have put a link there meanwhile. */
async function openFolder(root: string, folder: string): Promise<void> {
  if ((await lookAt(root, folder)) === "nothing") await mkdir(join(root, folder), { recursive: true });
  if ((await lookAt(root, folder)) !== "folder") throw inTheWay(folder);
}

async function applyFile(path: string, file: AgentFile): Promise<void> {
  const info = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (info && !info.isFile()) throw inTheWay(file.path);
  if ("remove" in file) return await remove(path);
  const mode = info === undefined ? undefined : info.mode & 0o777;
  await replaceFile(path, file.bytes, { mode });
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
