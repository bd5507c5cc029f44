import { realpathSync } from "node:fs";
import { shortCandidate } from "../candidate-name.ts";
import { ConfigError, ExecutionError, LockError } from "../errors.ts";
import { activeRuns } from "../runs/active.ts";
import { applyResult, undoApply } from "../workspace/lane/apply/apply-result.ts";
import { branchResult, commitPaths, pathsText, uncommittedAmong } from "../workspace/lane/apply/commit-paths.ts";
import { groupOf } from "../workspace/snapshot/catalogue.ts";
import { type BytePath, textOf } from "../workspace/snapshot/byte-path.ts";
import { findTop } from "../workspace/snapshot/git-dirs.ts";
import { unfinishedIn } from "../workspace/unfinished.ts";
import { type FoundResult, findLaneResult } from "./lane-results.ts";
import { openPlace, type OpenedPlace, type Place } from "./place.ts";

export interface ApplyInput extends Place {
  /** Of several runs as one (then `candidate` says which; of a pipeline or a goal it is all of it), or of one of its members; a beginning of it, or `latest`. */
  readonly runId: string;
  /** A member's name, with or without `provider-` or `attempt-`; of a pipeline an earlier lane of it, as a resumption has named it. Default: the best candidate of a parallel run. */
  readonly candidate?: string;
  /** In place of bringing it into the working tree: a new branch of this name that holds it. */
  readonly branch?: string;
  /** Commit what was applied, and nothing else, on the branch that is there. */
  readonly commit?: boolean;
}

export interface ApplyOutcome {
  /** Of the member; of a pipeline its own. */
  readonly runId: string;
  readonly candidate: string;
  /** False where there are conflicts: then nothing was changed. */
  readonly applied: boolean;
  /** Every path that was written or removed, from the top of the repository. */
  readonly paths: readonly string[];
  /** Those among them that you had changed too. */
  readonly merged: readonly string[];
  readonly conflicts: readonly { readonly path: string; readonly why: string }[];
  /** That was made. */
  readonly branch: string | null;
  /** The full hash: of `commit`, or where `branch` stands. */
  readonly commit: string | null;
}

/**
 * Brings what one of several agents did in its lane into the working tree as it is now, three-way: all of it, or nothing where
 * both have changed the same. Index, HEAD and branches stay as they are, unless `commit` or `branch` says otherwise. Rejects
 * with a ConfigError where there is no such result, a LockError while an agent is at work there, an ExecutionError where it
 * is not kept, or git refuses the commit: then nothing was applied.
 */
export async function applyRun(input: ApplyInput): Promise<ApplyOutcome> {
  if (input.branch !== undefined && input.commit === true)
    throw new ConfigError("A branch of its own is a commit already.", "Leave out --commit, or --branch.");
  const place = await openPlace(input);
  const found = await findLaneResult(input, place);
  const top = findTop(realpathSync(place.cwd)) ?? place.cwd;
  if (input.branch !== undefined) return onBranch(input.branch, found, { ...place, top });
  await refuseWhileActive(top, place);
  return intoTree(found, { ...place, top, commit: input.commit === true });
}

interface At extends OpenedPlace {
  readonly top: string;
}

function outcomeOf({ member }: FoundResult): ApplyOutcome {
  const { runId, name } = member;
  const nothing = { applied: false, paths: [], merged: [], conflicts: [], branch: null, commit: null };
  return { runId, candidate: name, ...nothing };
}

async function onBranch(branch: string, found: FoundResult, { top, env }: At): Promise<ApplyOutcome> {
  const commit = await branchResult(found.result, { top, env, branch });
  return { ...outcomeOf(found), branch, commit };
}

async function intoTree(
  found: FoundResult,
  { top, env, commit }: At & { readonly commit: boolean },
): Promise<ApplyOutcome> {
  const { result } = found;
  if (commit) {
    refuseUnfinished(top);
    const changed = result.changed.map(({ path }) => path);
    const own = await uncommittedAmong(changed, { top, env });
    if (own.length > 0)
      throw new ConfigError(
        `Your own changes would be in the commit: ${pathsText(own)}. Nothing was applied.`,
        "git commit them first, or leave out --commit",
      );
  }
  const done = await applyResult({ root: top, result, env });
  if (done.kind === "conflicts") {
    const conflicts = done.conflicts.map(({ path, why }) => ({ path: textOf(path), why }));
    return { ...outcomeOf(found), conflicts };
  }
  const made = commit && done.paths.length > 0 ? await commitOf(done.paths, found, { top, env }) : null;
  const [paths, merged] = [done.paths.map(textOf), done.merged.map(textOf)];
  return { ...outcomeOf(found), applied: true, paths, merged, commit: made };
}

/** What git does not commit is not left uncommitted: all of it, or nothing. */
async function commitOf(
  paths: readonly BytePath[],
  found: FoundResult,
  { top, env }: Pick<At, "top" | "env">,
): Promise<string> {
  const commit = await commitPaths(paths, { top, env, message: messageFor(found) });
  if (commit !== undefined) return commit;
  const { member, state, result } = found;
  const left = (await undoApply(result.id, env)) ?? [];
  const said = left.length === 0 ? "nothing was applied" : `changed meanwhile, these stay: ${pathsText(left)}`;
  throw new ExecutionError(
    `git refused the commit; ${said}. Without --commit it can be applied, and git commit then says why.`,
    `prompts-gpt runs apply ${state.runId} --candidate ${shortCandidate(member.name)}`,
  );
}

function messageFor({ state, member: { provider, model, name } }: FoundResult): string {
  const { promptTitle, promptFile } = state.facts;
  const who = [provider, model].filter(Boolean).join(", ");
  return `${promptTitle ?? promptFile ?? `Result of ${name}`}\n\nBy ${who}: ${name} of ${state.runId}\n`;
}

/** Git commits no single files there; what was applied would stand in the index, half done. */
function refuseUnfinished(top: string): void {
  const begun = unfinishedIn(top);
  if (begun === undefined) return;
  throw new ConfigError(`${top} has ${begun.what} that is not ended. Nothing was applied.`, begun.fix);
}

async function refuseWhileActive(top: string, { env }: OpenedPlace): Promise<void> {
  const [runId] = await activeRuns(top, env);
  if (runId === undefined) return;
  throw new LockError(`An agent is at work in ${top}: run ${runId}.`, `prompts-gpt runs stop ${groupOf(runId)}`);
}
