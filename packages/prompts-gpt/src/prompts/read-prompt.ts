import { lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, sep } from "node:path";
import { ConfigError } from "../errors.ts";
import { decodePromptText, MAX_PROMPT_BYTES, tooLarge } from "./prompt-text.ts";

/** Where a project keeps its prompts, from its root. */
export const LIBRARY = ".prompts-gpt";

/**
 * The text of the file at `path`, checked byte by byte; `file` is how messages call it. Without promises: a library is
 * many small files, and waiting for each call costs ten times the reading.
 */
export function readPromptText(path: string, file: string): string {
  const info = attempt(file, () => statSync(path));
  if (info.isDirectory()) throw new ConfigError(`${file} is a folder, not a file.`, "Name a file in it.");
  // Before it is read: a file of many gigabytes must not be in memory to be refused.
  if (info.size > MAX_PROMPT_BYTES) throw tooLarge(file);
  return decodePromptText(
    attempt(file, () => readFileSync(path)),
    file,
  );
}

/**
 * A library comes with a repository: a link in it that leads out could have any file of this user sent to an agent,
 * and reading a pipe would never end.
 */
export function refuseLinks(at: { path: string; file: string; library: string }): void {
  // A file of the library itself that is no link leads nowhere: so it is with nearly all.
  if (dirname(at.path) === at.library && attempt(at.file, () => lstatSync(at.path)).isFile()) return;
  const [target, library] = attempt(at.file, () => [realpathSync.native(at.path), realpathSync.native(at.library)]);
  if (!target.startsWith(library + sep)) {
    throw new ConfigError(`${at.file}: it is a link that leads out of the library.`, "Put the file itself there.");
  }
  if (!attempt(at.file, () => statSync(target)).isFile()) {
    throw new ConfigError(`${at.file}: it is no regular file.`, "Delete it, or put a file there.");
  }
}

function attempt<Found>(file: string, look: () => Found): Found {
  try {
    return look();
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): ConfigError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new ConfigError(`There is no file ${file}.`, "See what is there: prompts-gpt list", { cause });
  }
  if (code === "EACCES" || code === "EPERM") {
    return new ConfigError(`${file} may not be read by this user.`, `Type: chmod u+r ${file}`, { cause });
  }
  return new ConfigError(`${file} cannot be read (${String(code)}).`, "Check the path and the disk.", { cause });
}
