import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "../../error-code.ts";
import { ConfigError } from "../../errors.ts";

/** Larger than any prompt: what is larger is no work of ours, and nobody's prompt. */
const LARGEST = 16 * 1024 * 1024;
/** No link is followed, and no pipe waited for. Windows has neither. */
const ONLY_FILES = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * What stands at `path` from the project root; undefined when nothing does. Never through a link. Without promises: these
 * are thousands of small files, and waiting for each costs ten times the reading.
 */
export function readOwn(root: string, path: string): string | undefined {
  refuseLinkedFolders(root, path);
  return readFileIn(root, path);
}

/** The same where the folder was looked at. */
export function readFileIn(root: string, path: string): string | undefined {
  const file = join(root, path);
  const found = openOwn(file);
  if (found === undefined) return undefined;
  if (typeof found === "object") {
    const { problem, fix = "Look at it, then: rm" } = found;
    throw new ConfigError(`${path} is ${problem}, and is not written to.`, `${fix} ${path}`);
  }
  try {
    const info = fstatSync(found);
    if (!info.isFile())
      throw new ConfigError(`${path} is no regular file, and is not written to.`, `Look at it, then: rm ${path}`);
    if (info.size > LARGEST)
      throw new ConfigError(`${path} is larger than 16 MiB.`, `Look at it, then move it away: mv ${path} ..`);
    return readFileSync(found, "utf8");
  } finally {
    closeSync(found);
  }
}

/** Its descriptor; undefined when nothing is there. */
function openOwn(file: string): number | { readonly problem: string; readonly fix?: string } | undefined {
  // Windows has no O_NOFOLLOW: there it is looked at first.
  if (constants.O_NOFOLLOW === undefined && lstat(file)?.isSymbolicLink() === true) return { problem: "a link" };
  try {
    return openSync(file, ONLY_FILES);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ELOOP" || code === "EMLINK") return { problem: "a link" };
    if (code === "ENXIO" || code === "EOPNOTSUPP" || code === "EISDIR") return { problem: "no regular file" };
    if (code === "EACCES" || code === "EPERM") return { problem: "not to be read by this user", fix: "chmod u+r" };
    return absent(error);
  }
}

/** A repository could lead the writing anywhere by a folder that is a link. */
export function refuseLinkedFolders(root: string, path: string): void {
  const parts = path.split("/").slice(0, -1);
  for (const depth of parts.keys()) {
    const folder = parts.slice(0, depth + 1).join("/");
    const info = lstat(join(root, folder));
    if (info === undefined) return;
    if (!info.isDirectory())
      throw new ConfigError(
        `${folder} is no folder of its own, and nothing is written through it.`,
        `Look at it, then: rm ${folder}`,
      );
  }
}

/** What stands in a folder; nothing when there is none. */
export function namesIn(root: string, folder: string): string[] {
  try {
    return readdirSync(join(root, folder));
  } catch (error) {
    return absent(error) ?? [];
  }
}

function lstat(path: string) {
  try {
    return lstatSync(path);
  } catch (error) {
    return absent(error);
  }
}

function absent(error: unknown): undefined {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw error;
}
