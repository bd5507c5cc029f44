import { closeSync, constants, fstatSync, openSync, readSync, rmSync } from "node:fs";

/** Far more than a CLI says of what it used. */
const LARGEST = 1024 * 1024;
/** Windows knows neither. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/**
 * What a CLI has written into a file for us, and takes the file away: it was not redacted. Undefined when there is none, or
 * what the agent has put there instead: a link, a pipe, something endless.
 */
export function takeUsageFile(path: string): string | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | NO_FOLLOW | NO_WAIT);
    try {
      const stats = fstatSync(file);
      return stats.isFile() && stats.size <= LARGEST ? read(file, stats.size) : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined; // it was not written: the agent was stopped before its end
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function read(file: number, size: number): string {
  const bytes = Buffer.alloc(size);
  return bytes.toString("utf8", 0, readSync(file, bytes, 0, size, 0));
}
