import { ConfigError } from "../../../errors.ts";
import type { Env } from "../../../process/spawn.ts";
import { AUTHOR } from "../../commit-iteration.ts";
import { type BytePath, textOf } from "../../snapshot/byte-path.ts";
import { gitIn, nulEnded, nulSplit } from "../git-in.ts";
import { bringObjects } from "../keep-result.ts";
import type { LaneResult } from "../result.ts";

interface Place {
  /** Of the user's working tree. */
  readonly top: string;
  readonly env: Env;
}

/** Which of these paths are not as HEAD has them: a commit of them would take that along. */
export async function uncommittedAmong(paths: readonly BytePath[], { top, env }: Place): Promise<readonly BytePath[]> {
  const rows = nulSplit(
    await gitIn(top, env).bytes(["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"]),
  );
  const wanted = new Set(paths);
  return rows.map((row) => row.slice(3)).filter((path) => wanted.has(path));
}

/**
 * Commits exactly these paths on the branch that is there, which has them as they were; gives the commit. Whatever else is
 * staged stays so. Undefined where git refuses: then nothing of it is staged.
 */
export async function commitPaths(
  paths: readonly BytePath[],
  { top, env, message }: Place & { readonly message: string },
): Promise<string | undefined> {
  const git = gitIn(top, env);
  const stdin = nulEnded(paths);
  const these = ["--pathspec-from-file=-", "--pathspec-file-nul"];
  const literal = git.with({ GIT_LITERAL_PATHSPECS: "1" });
  const author = (await git.ask(["var", "GIT_AUTHOR_IDENT"])) === undefined ? AUTHOR : [];
  const isAdded = await literal.ask(["add", "--all", ...these], stdin);
  const commit = [...author, "commit", "--quiet", "--only", "--message", message, ...these];
  if (isAdded !== undefined && (await literal.ask(commit, stdin)) !== undefined) return git.say(["rev-parse", "HEAD"]);
  await literal.ask(["reset", "--quiet", ...these], stdin);
  return undefined;
}

/** Makes a branch that holds the result, commits of the agent included; the working tree stays as it is. Gives the commit. */
export async function branchResult(
  { id, commit }: LaneResult,
  { top, env, branch }: Place & { readonly branch: string },
): Promise<string> {
  const git = gitIn(top, env);
  // Each of the two lets something pass that the other does not: `-x`, and `@{-1}`.
  const isName = async (...how: readonly string[]) => (await git.ask(["check-ref-format", ...how])) !== undefined;
  if (!(await isName("--branch", branch)) || !(await isName(`refs/heads/${branch}`)))
    throw new ConfigError(`"${branch}" is no name for a branch.`, "--branch my-candidate");
  if ((await git.ask(["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`])) !== undefined)
    throw new ConfigError(`There is a branch ${branch} already.`, `--branch ${branch}-2`);
  await bringObjects(id, env, git);
  await git.bytes(["branch", "--no-track", branch, commit]);
  return commit;
}

/** For people. */
export function pathsText(paths: readonly BytePath[]): string {
  const shown = paths.slice(0, 5).map(textOf).join(", ");
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}
