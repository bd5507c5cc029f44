import { ExecutionError } from "../errors.ts";
import type { Env } from "../process/spawn.ts";
import { git, gitEnv, headStatus } from "./git.ts";

interface Place {
  readonly cwd: string;
  readonly env: Env;
  readonly branch: string;
}

/** Whoever has set none of his own. */
export const AUTHOR = ["-c", "user.name=prompts-gpt", "-c", "user.email=prompts-gpt@localhost"];

/** Makes the branch where HEAD stands and changes to it; nothing in the working tree moves. Done twice it does no harm. */
export async function beginBranch({ cwd, env, branch }: Place): Promise<void> {
  if ((await headStatus(cwd, env))?.branch === branch) return;
  const place = { cwd, env: gitEnv(env) };
  const made = (await git(["switch", "-c", branch], place)) ?? (await git(["switch", branch], place));
  if (made !== undefined) return;
  throw new ExecutionError(`git could not make the branch ${branch}.`, `See why: git switch -c ${branch}`);
}

/** Commits everything that differs, but for `except`; gives HEAD, undefined when nothing was committed since `before`. */
export async function commitAll(
  { cwd, env, branch }: Place,
  {
    message,
    before,
    except,
  }: { readonly message: string; readonly before: string | undefined; readonly except: readonly string[] },
): Promise<string | undefined> {
  await beginBranch({ cwd, env, branch });
  const place = { cwd, env: gitEnv(env) };
  const excluded = except.map((path) => `:(top,exclude,literal)${path}`);
  if ((await git(["add", "-A", "--", ":/", ...excluded], place)) === undefined) throw refused(branch, "git add -A");
  const isStaged = (await git(["diff", "--cached", "--quiet"], place)) === undefined;
  const hasAuthor = (await git(["var", "GIT_AUTHOR_IDENT"], place)) !== undefined;
  if (isStaged && (await git([...(hasAuthor ? [] : AUTHOR), "commit", "-q", "-m", message], place)) === undefined)
    throw refused(branch, "git status, then git commit");
  const head = (await headStatus(cwd, env))?.head;
  return head === before ? undefined : head;
}

function refused(branch: string, see: string): ExecutionError {
  return new ExecutionError(
    `git could not commit to ${branch}: what was done stands in the working tree.`,
    `See why: ${see}; then go on: prompts-gpt runs resume latest`,
  );
}
