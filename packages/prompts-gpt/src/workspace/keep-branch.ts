import { ExecutionError } from "../errors.ts";
import type { Env } from "../process/spawn.ts";
import { git, gitEnv, headStatus } from "./git.ts";

interface Place {
  readonly cwd: string;
  readonly env: Env;
  readonly branch: string;
}

interface Before {
  /** What the branch held before the agent worked; full hash. */
  readonly tip: string;
  /** A branch that is free: for commits that would stand on none any more. */
  readonly spare: string;
}

/**
 * Sees to it that what stood on `branch`, and what the agent has committed beside it, stands on a branch still, whatever the
 * agent has done to them, and that HEAD is on `branch`. Gives what there is to say of it: each a sentence.
 */
export async function keepBranch(place: Place, { tip, spare }: Before): Promise<readonly string[]> {
  const { branch } = place;
  const { head, branch: current } = (await headStatus(place.cwd, place.env)) ?? {};
  const told: string[] = [];
  if (!(await holds(tip, branch, place))) {
    // HEAD may hold it under another name: then nothing was taken away.
    const isGone = !(await exists(branch, place));
    const home = isGone ? branch : spare;
    if (isGone && (await holds(tip, "HEAD", place))) await make(branch, "HEAD", place);
    else await make(home, tip, place);
    told.push(
      isGone
        ? `deleted the branch ${branch}: it is there again`
        : `took commits from ${branch}: they stand on ${spare}`,
    );
  }
  if (head === undefined || current === branch || (await holds(head, branch, place))) return told;
  if (current === undefined) await make(spare, head, place);
  return [...told, `committed beside ${branch}: that stands on ${current ?? spare}`];
}

/** Both are commits, or names of them. */
async function holds(commit: string, name: string, { cwd, env }: Place): Promise<boolean> {
  const ref = name === "HEAD" ? name : `refs/heads/${name}`;
  return (await git(["merge-base", "--is-ancestor", commit, ref], { cwd, env: gitEnv(env) })) !== undefined;
}

async function exists(name: string, { cwd, env }: Place): Promise<boolean> {
  return (await git(["rev-parse", "--verify", "-q", `refs/heads/${name}`], { cwd, env: gitEnv(env) })) !== undefined;
}

async function make(name: string, commit: string, { cwd, env }: Place): Promise<void> {
  if ((await git(["branch", "-f", name, commit], { cwd, env: gitEnv(env) })) !== undefined) return;
  throw new ExecutionError(
    `git could not make the branch ${name} at ${commit}.`,
    `See why: git branch ${name} ${commit}`,
  );
}
