import type { LoadedConfig } from "../../config/config.ts";
import { ConfigError, TrustError } from "../../errors.ts";
import type { Env } from "../../process/spawn.ts";
import type { RunSetup } from "../../runs/with-run.ts";
import { hasUncommittedChanges } from "../../workspace/git.ts";
import type { ResolvedRun } from "../resolve-run.ts";

/** Whether members beside each other need a working tree each: who only reads needs none. Refuses what cannot have one. */
export function needsLanes(
  runs: readonly ResolvedRun[],
  loaded: LoadedConfig,
  otherwise = "or let them share this one: --in-place",
): boolean {
  if (mayNotWrite(runs)) return false;
  if (hasNoCommit(runs))
    throw new ConfigError(
      "Several agents that may write, at once, need a git repository with a commit: each gets a working tree of its own.",
      `git init && git add -A && git commit -m start   (${otherwise})`,
    );
  checkSetup(loaded);
  return true;
}

/** Whether members have a lane together: who only reads needs none, and without a commit there can be none. */
export function sharesLane(runs: readonly ResolvedRun[], loaded: LoadedConfig): boolean {
  if (mayNotWrite(runs) || hasNoCommit(runs)) return false;
  checkSetup(loaded);
  return true;
}

/** What there is to say of a lane that all members share, before it is opened. */
export async function noteSharedLane(
  runs: readonly ResolvedRun[],
  { cwd, env, isShared }: { readonly cwd: string; readonly env: Env; readonly isShared: boolean },
): Promise<RunSetup["warnings"]> {
  if (isShared) return (await hasUncommittedChanges(cwd, env)) ? [CARRIED_OVER] : [];
  return mayNotWrite(runs) || !hasNoCommit(runs) ? [] : [IN_PLACE];
}

const CARRIED_OVER = {
  message: "Your uncommitted work is in the lane too. This folder stays as it is until every step has succeeded.",
};
const IN_PLACE = {
  message: "There is no git repository with a commit here: the steps work in this folder itself, not in a lane.",
  fix: "git init && git add -A && git commit -m start",
};

function mayNotWrite(runs: readonly ResolvedRun[]): boolean {
  return runs.every(({ task }) => task.access === "read");
}

function hasNoCommit(runs: readonly ResolvedRun[]): boolean {
  return runs.some(({ facts }) => facts.gitHeadFull === undefined);
}

function checkSetup({ untrusted }: LoadedConfig): void {
  const setup = untrusted.find(({ key }) => key === "worktree.setup");
  if (setup === undefined) return;
  throw new TrustError(
    `${setup.file} names commands that make a lane ready ("worktree.setup"), and nobody has accepted that they run.`,
    "Look at them and accept them: prompts-gpt trust   (or for this run alone: --trust)",
  );
}
