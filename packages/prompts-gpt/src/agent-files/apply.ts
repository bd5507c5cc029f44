import { mkdir, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf } from "../error-code.ts";
import { ExecutionError } from "../errors.ts";
import { replaceFile } from "../replace-file.ts";
import type { AgentFile } from "./agent-file.ts";
import { lookAt } from "./own-place.ts";

/** At once: what waits for the disk can wait together. */
const AT_ONCE = 16;

/**
 * Writes and deletes what a plan says, each file whole or not at all, none through a link. The first that fails ends it
 * with an ExecutionError; what was done before stays, and a new plan holds the rest.
 */
export async function applyAgentFiles(root: string, files: readonly AgentFile[]): Promise<void> {
  for (let from = 0; from < files.length; from += AT_ONCE) {
    await Promise.all(files.slice(from, from + AT_ONCE).map((file) => applyFile(root, file)));
  }
}

async function applyFile(root: string, file: AgentFile): Promise<void> {
  const absolute = join(root, file.path);
  const place = await lookAt(root, file.path);
  if (place !== "file" && place !== "nothing") {
    throw new ExecutionError(
      `${file.path}: it is a link or no file; nothing was written there.`,
      `Delete it: rm ${file.path}`,
    );
  }
  try {
    if ("remove" in file) return await remove(absolute);
    await mkdir(dirname(absolute), { recursive: true });
    // Made just now, unless somebody put a link there meanwhile.
    if ((await lookAt(root, dirname(file.path))) !== "folder") throw new Error("not a folder");
    const mode = place === "file" ? (await stat(absolute)).mode & 0o777 : undefined;
    await replaceFile(absolute, file.bytes, { mode });
  } catch (cause) {
    const message = `${file.path} cannot be written (${codeOf(cause) ?? "its folder is a link"}).`;
    throw new ExecutionError(message, "Make room, or make it writable; then try again.", { cause });
  }
}

/** A skill's folder goes with its file, unless there is something else in it. */
async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
  if (!path.endsWith("SKILL.md")) return;
  await rmdir(dirname(path)).catch((error: unknown) => {
    if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error;
  });
}
