import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ExecutionError } from "../../errors.ts";
import { ownerState } from "../../process/owner.ts";
import type { Env } from "../../process/spawn.ts";
import { gitDirOf } from "../snapshot/git-dirs.ts";
import { isApplied } from "./apply/apply-result.ts";
import { isWhole, listLanes, removeLane } from "./close-lane.ts";
import { discardLane } from "./discard-lane.ts";
import { dropResult, keptIds, keptResult } from "./keep-result.ts";
import type { Lane } from "./lane.ts";
import { besideLane } from "./lane-record.ts";
import { lanesFolder } from "./lanes-folder.ts";

export interface Swept {
  readonly removed: readonly string[];
  /** Lanes that stay, and why; for people. */
  readonly left: readonly { readonly id: string; readonly why: string }[];
}

/**
 * Takes away the lanes of processes that have died, after what they hold was kept. What nobody worked in yet goes at once.
 * A lane that cannot be kept stays, with the reason. Results go thirty days after they were applied.
 */
export async function sweepLanes({ env, top }: { readonly env: Env; readonly top?: string }): Promise<Swept> {
  const removed: string[] = [];
  const left: { id: string; why: string }[] = [];
  for (const lane of listLanes({ env, ...(top !== undefined && { top }) })) {
    if ((await ownerState(lane.owner)) !== "gone") continue;
    try {
      if (lane.state === "open" && isWhole(lane)) await removeLane(lane, { env });
      else if (lane.state === "open" && isLeft(lane) && !isKept(lane, env))
        throw new ExecutionError(`${lane.top} is no worktree any more.`, `ls -a ${lane.top}`);
      else await discardLane(lane);
      removed.push(lane.id);
    } catch (error) {
      left.push({ id: lane.id, why: error instanceof Error ? error.message : String(error) });
    }
  }
  if (top !== undefined) await forgetStrays(top, env);
  pruneResults(env);
  return { removed, left };
}

/** Entries of lanes that are no more: who restores an older state of the repository brings them back. */
async function forgetStrays(top: string, env: Env): Promise<void> {
  const worktrees = join(gitDirOf(top)?.path ?? "", "worktrees");
  if (!existsSync(worktrees) || !existsSync(lanesFolder(env))) return;
  const lanes = realpathSync(lanesFolder(env));
  const known = new Set(listLanes({ env }).map(({ id }) => id));
  for (const id of readdirSync(worktrees).filter((name) => !known.has(name))) {
    const file = join(worktrees, id, "gitdir");
    const isLane = existsSync(file) && readFileSync(file, "utf8").trim() === join(lanes, id, ".git");
    if (isLane && !existsSync(join(lanes, id))) await rm(join(worktrees, id), { recursive: true, force: true });
  }
}

const KEPT_MS = 30 * 86_400_000;

/** What was applied long ago. A result that was never applied is somebody's work: only `dropResult` takes it away. */
function pruneResults(env: Env): void {
  for (const id of keptIds(env)) {
    const keptSince = Date.parse(keptResult(id, env)?.keptAt ?? "");
    if (isApplied(id, env) && Date.now() - keptSince > KEPT_MS) dropResult(id, env);
  }
}

/** Of one with marks there is a result before it has ended. */
function isKept({ id, marks }: Lane, env: Env): boolean {
  return marks === undefined && keptResult(id, env) !== undefined;
}

function isLeft(lane: Lane): boolean {
  return [lane.top, besideLane(lane).gone].some((folder) => existsSync(folder));
}
