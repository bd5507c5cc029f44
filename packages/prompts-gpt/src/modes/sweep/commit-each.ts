import { resolve } from "node:path";
import type { MemberResult } from "../../runs/member.ts";
import { readRun } from "../../runs/run-list.ts";
import { SWEEP_LOCK } from "../../runs/sweep-lock-file.ts";
import { beginBranch, commitAll } from "../../workspace/commit-iteration.ts";
import { headStatus } from "../../workspace/git.ts";
import { keepBranch } from "../../workspace/keep-branch.ts";
import type { Tried } from "../group/attempts.ts";
import { bringBack } from "../group/bring-back.ts";
import type { GroupPlace } from "../group/group-place.ts";

export function branchOf(runId: string): string {
  return `prompts-gpt/${runId}`;
}

/** Before an agent works: what it commits itself belongs there too. */
export async function openBranch({ cwd, env, session, runId }: GroupPlace): Promise<void> {
  const branch = branchOf(runId);
  await session.step(`${runId}/branch/1`, { kind: "branch", branch }, async () => {
    await beginBranch({ cwd, env, branch });
    return null;
  });
}

/** One commit with what the iteration changed, on the sweep's branch. */
export async function commitIteration(result: Tried, title: string, place: GroupPlace): Promise<void> {
  const { cwd, env, session, runId, artifactsDir } = place;
  const { name } = result;
  const branch = branchOf(runId);
  await session.step(`${runId}/${name}.commit/1`, { kind: "commit", name }, async () => {
    await keepOnBranch(result, place);
    const before = (await headStatus(cwd, env))?.head;
    const message = `${title}: ${name}\n\n${result.runId}`;
    const made = await commitAll({ cwd, env, branch }, { message, before, except: [SWEEP_LOCK] });
    const commit = made ?? (await agentsCommit(result, { head: before, artifactsDir }));
    return { kind: "commit", name, branch, commit: commit ?? null };
  });
  const left = await headStatus(cwd, env);
  if (left === undefined || left.untracked !== undefined) return;
  const message = `Not all that ${name} changed is in its commit: what it did in a submodule stays there, uncommitted.`;
  await session.emit({ type: "run.warning", message, fix: "git status" });
}

/** An agent that the guard does not hold back may have deleted or moved the branch: nothing of what stood there is lost by it. */
async function keepOnBranch(
  { name, tries }: Tried,
  { cwd, env, session, runId, artifactsDir }: GroupPlace,
): Promise<void> {
  const [first] = tries;
  const { gitHeadFull: tip } = first === undefined ? {} : (await readRun(resolve(artifactsDir, first))).state.facts;
  if (tip === undefined) return;
  const branch = branchOf(runId);
  const told = await keepBranch({ cwd, env, branch }, { tip, spare: `${branch}-${name}` });
  for (const what of told)
    await session.emit({
      type: "run.warning",
      message: `${name} ${what}.`,
      fix: "git log --graph --oneline --branches",
    });
}

/** What the agent has committed itself, when nothing was left for us. */
async function agentsCommit(
  { runId }: MemberResult,
  { head, artifactsDir }: { readonly head: string | undefined; readonly artifactsDir: string },
): Promise<string | undefined> {
  const { state } = await readRun(resolve(artifactsDir, runId));
  return state.facts.gitHeadFull === head ? undefined : head;
}

/** What a failed iteration has left is taken back; it is kept as a snapshot. */
export async function rollBack({ name, tries }: Tried, place: GroupPlace): Promise<void> {
  const { cwd, env, session } = place;
  const key = `${place.runId}/${name}.roll-back/1`;
  const done = await session.step(key, { kind: "roll-back", name }, async () => {
    const back = await bringBack(tries, { cwd, env });
    return { kind: "rolled-back", name, snapshot: typeof back === "object" ? back.snapshot : null } as const;
  });
  const kept = done.snapshot === null ? "" : ` What it had done: prompts-gpt restore ${done.snapshot}`;
  await session.emit({ type: "run.warning", message: `${name} failed, and what it changed was taken back.${kept}` });
}
