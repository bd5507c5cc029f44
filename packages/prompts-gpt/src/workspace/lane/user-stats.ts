import { setImmediate as turn } from "node:timers/promises";
import { type BytePath, bytePath } from "../snapshot/byte-path.ts";
import { kindOf, statOf } from "../snapshot/stat.ts";

/** What of a file on disk a commit does not say. */
export interface FileLook {
  /** Permission bits. */
  readonly mode: number;
  readonly size: number;
}

const AT_ONCE = 1000;

/** Of these paths the ones that are regular files. In pieces: whoever else is at work here has its turn. */
export async function looksOf(root: string, paths: readonly BytePath[]): Promise<Map<BytePath, FileLook>> {
  const looks = new Map<BytePath, FileLook>();
  for (const [at, path] of paths.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await turn();
    const stats = statOf(bytePath(root), path);
    if (stats !== undefined && kindOf(stats) === "file")
      looks.set(path, { mode: stats.mode & 0o7777, size: stats.size });
  }
  return looks;
}
