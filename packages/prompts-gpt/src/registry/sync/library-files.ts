import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../error-code.ts";
import { ConfigError } from "../../errors.ts";

/** Larger than any prompt: what is larger is no work of ours, and nobody's prompt. */
const LARGEST = 16 * 1024 * 1024;

/** What stands at `path` from the project root; undefined when nothing does. Never through a link. */
export async function readOwn(root: string, path: string): Promise<string | undefined> {
  await refuseLinkedFolders(root, path);
  const file = join(root, path);
  const info = await lstat(file).catch(absent);
  if (info === undefined) return undefined;
  const problem = info.isSymbolicLink() ? "a link" : info.isFile() ? undefined : "no regular file";
  if (problem !== undefined)
    throw new ConfigError(`${path} is ${problem}, and is not written to.`, `Look at it, then: rm ${path}`);
  if (info.size > LARGEST)
    throw new ConfigError(`${path} is larger than 16 MiB.`, `Look at it, then move it away: mv ${path} ..`);
  return readFile(file, "utf8");
}

/** A repository could lead the writing anywhere by a folder that is a link. */
export async function refuseLinkedFolders(root: string, path: string): Promise<void> {
  const parts = path.split("/").slice(0, -1);
  for (const depth of parts.keys()) {
    const folder = parts.slice(0, depth + 1).join("/");
    const info = await lstat(join(root, folder)).catch(absent);
    if (info === undefined) return;
    if (!info.isDirectory())
      throw new ConfigError(
        `${folder} is no folder of its own, and nothing is written through it.`,
        `Look at it, then: rm ${folder}`,
      );
  }
}

function absent(error: unknown): undefined {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw error;
}
