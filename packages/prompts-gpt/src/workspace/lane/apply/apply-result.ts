import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, ExecutionError } from "../../../errors.ts";
import type { Env } from "../../../process/spawn.ts";
import type { BytePath } from "../../snapshot/byte-path.ts";
import { findTop, ownGitDir } from "../../snapshot/git-dirs.ts";
import { withLock } from "../../snapshot/lock.ts";
import { SCRATCH_PREFIX } from "../../scratch-index.ts";
import { keptAt, keptIds } from "../keep-result.ts";
import { lanesFolder } from "../lanes-folder.ts";
import type { LaneResult } from "../result.ts";
import { move, type Moves, movesPlace, readMoves, writeMoves } from "./moves.ts";
import { scratchGit } from "./present.ts";
import { type Conflict, stage } from "./stage.ts";

export interface ApplyWish {
  /** In the working tree that the result is for: the one that its lane was made from, or another of the same repository. */
  readonly root: string;
  /** As it was kept. */
  readonly result: LaneResult;
  readonly env: Env;
}

export type Applied =
  | {
      readonly kind: "applied";
      /** Every path that was written or removed. */
      readonly paths: readonly BytePath[];
      /** Those among them that the user had changed too. */
      readonly merged: readonly BytePath[];
    }
  /** Nothing was changed at all. */
  | { readonly kind: "conflicts"; readonly conflicts: readonly Conflict[] };

/**
 * Brings what a lane has changed into the user's working tree as it is now: all of it, or nothing where both have changed the
 * same. Files only: index, HEAD and branches stay as they are. After a kill in the middle the same call goes on, and
 * `undoApply` takes back.
 */
export async function applyResult({ root, result, env }: ApplyWish): Promise<Applied> {
  const top = findTop(realpathSync(root));
  if (top === undefined) throw new ConfigError(`${root} lies in no git repository.`, "git status");
  const { folder, objects, raw, apply } = keptAt(result.id, env);
  if (!existsSync(folder))
    throw new ExecutionError(`The result of lane ${result.id} is not kept any more.`, "git status");
  return alone(env, async () => {
    const begun = readMoves(apply);
    if (begun?.state === "moving") return finish(begun, { folder: apply, isFresh: false });
    const scratch = await mkdtemp(join(tmpdir(), SCRATCH_PREFIX));
    try {
      const gitDir = ownGitDir(top) ?? join(top, ".git");
      const git = await scratchGit({ top, gitDir, env, objects, scratch });
      const { files } = movesPlace(apply);
      mkdirSync(files, { recursive: true, mode: 0o700 });
      const { moves, conflicts, merged } = await stage(result.changed, { top, git, files, raw, scratch });
      if (conflicts.length > 0) return { kind: "conflicts", conflicts };
      if (moves.length === 0) {
        // It stands there already; what was moved for that, if anything was, is still known.
        if (begun === undefined) writeMoves(apply, { schemaVersion: 1, top, state: "applied", moves });
        return { kind: "applied", paths: [], merged };
      }
      const ready: Moves = { schemaVersion: 1, top, state: "moving", moves };
      writeMoves(apply, ready);
      const applied = await finish(ready, { folder: apply, isFresh: true });
      return applied.kind === "applied" ? { ...applied, merged } : applied;
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
}

/**
 * All of it, or, where somebody writes into the same files meanwhile, none. What was begun earlier is still known then: its
 * bytes may be the only ones.
 */
async function finish(begun: Moves, { folder, isFresh }: { folder: string; isFresh: boolean }): Promise<Applied> {
  const others = await move(begun, { to: "after", folder, isStrict: true });
  if (others.length === 0) {
    writeMoves(folder, { ...begun, state: "applied" });
    return { kind: "applied", paths: begun.moves.map(({ path }) => path), merged: [] };
  }
  await move(begun, { to: "before", folder, isStrict: false });
  if (isFresh) await rm(folder, { recursive: true, force: true });
  const why = "was changed while it was being applied";
  return { kind: "conflicts", conflicts: others.map((path) => ({ path, why })) };
}

/**
 * Takes back what was applied, or begun to be. Gives the paths that stay, because they were changed since; undefined where
 * nothing of it was applied.
 */
export async function undoApply(id: string, env: Env): Promise<readonly BytePath[] | undefined> {
  const { apply } = keptAt(id, env);
  return alone(env, async () => {
    const begun = readMoves(apply);
    if (begun === undefined) return undefined;
    const others = await move(begun, { to: "before", folder: apply, isStrict: false });
    await rm(apply, { recursive: true, force: true });
    return others;
  });
}

/** Results whose application was cut off: to be applied again, or taken back. */
export function unfinishedApplies(env: Env): string[] {
  return keptIds(env).filter((id) => readMoves(keptAt(id, env).apply)?.state === "moving");
}

/** Whether it stands in the user's tree. */
export function isApplied(id: string, env: Env): boolean {
  return readMoves(keptAt(id, env).apply)?.state === "applied";
}

function alone<T>(env: Env, work: () => Promise<T>): Promise<T> {
  return withLock({ lock: join(lanesFolder(env), "apply-lock"), what: "results of lanes" }, work);
}
