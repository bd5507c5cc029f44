import { copyFile, stat, utimes } from "node:fs/promises";

/**
 * Copies git's index with its time: what was changed in the second in which the index was written, without becoming longer or
 * shorter, git tells only by that. Where there is none to copy, git starts an empty one.
 */
export async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const { atime, mtime } = await stat(from); // before the copy: an index that is written meanwhile is younger
    await copyFile(from, to);
    await utimes(to, atime, mtime);
  } catch {
    // Then git reads every file, and finds the same.
  }
}
