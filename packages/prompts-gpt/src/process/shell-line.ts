import type { Command } from "./command.ts";

/**
 * A line that a user wrote for their own shell (`verify`, `worktree.setup`, `--on-finish`), as they would type it: with `&&`, globs and
 * variables. The only shell string that is ever started: nothing is put into it, no value of ours and none of an agent's.
 * On Windows it needs the `sh` that comes with git; cmd.exe would read the same line in another way.
 */
export function shellLine(line: string): Command {
  return { file: process.platform === "win32" ? "sh" : "/bin/sh", args: ["-c", line], stdin: "" };
}
