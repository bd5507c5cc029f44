import { mkdirSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { listSnapshots } from "./catalogue.ts";
import { type BytePath, bytePath } from "./byte-path.ts";
import type { Skipped } from "./check-out.ts";
import { withStoreLock } from "./lock.ts";
import type { Manifest } from "./manifest.ts";
import { isPipe } from "./pipes.ts";
import { type GitDirPlan, planGitDir, removeGitDirs, restoreGitDir } from "./restore-git-dir.ts";
import { removeFrom, writeInto } from "./restore-part.ts";
import { filesIn, isEmptyPlan, metaAt, narrowed, type PartPlan, planPart } from "./restore-plan.ts";
import type { Store } from "./store.ts";
import { type Snapshot, takeSnapshot } from "./take.ts";

export interface RestoreRequest {
  readonly store: Store;
  readonly target: Manifest;
  readonly env: Env;
  /** Only these files and folders, relative to the root; the repository itself is then left alone. */
  readonly paths?: readonly BytePath[];
}

/** What a restore would do; carried out by {@link applyRestore}. */
export interface RestorePlan {
  readonly request: RestoreRequest;
  /** The present state, which brings everything back that the restore changes. */
  readonly present: Snapshot;
  readonly work: PartPlan;
  readonly gitDirs: readonly GitDirPlan[];
  /** `.git` folders that were not there. */
  readonly extraGitDirs: readonly BytePath[];
  /** `.git` is a link, now or then: nothing is written through it. */
  readonly linked: readonly BytePath[];
}

/** Looks at what is there now, keeps it as a snapshot of its own, and compares. Changes nothing outside the store. */
export async function planRestore(request: RestoreRequest): Promise<RestorePlan> {
  const { store, target, env, paths } = request;
  const also = target.gitDirs.filter((part) => part.linked !== true && isAbsolute(part.path)).map(({ path }) => path);
  const present = await takeSnapshot({
    root: target.root,
    env,
    reason: "restore",
    of: target.id,
    wish: target.wish,
    also,
    wanted: await filesIn(target.work, store),
  });
  const planned = await planPart(store, present.work, target.work);
  // A pipe holds nothing that could be lost, and keeps whoever reads it waiting.
  const pipes = present.omitted
    .map(({ path }) => path)
    .filter((path) => !isAbsolute(path) && isPipe(bytePath(target.root), path));
  // Records are only ever added to, wherever a run was told to keep its own.
  const records = [...new Set(listSnapshots(store).flatMap(({ wish }) => wish.records))];
  const known = { ...target, wish: { ...target.wish, records } };
  const work = narrowed({ ...planned, removeSpecials: [...planned.removeSpecials, ...pipes] }, known, paths);
  const parts = paths === undefined ? target.gitDirs : [];
  const linked = parts.filter((part) => part.linked === true).map(({ path }) => path);
  const gitDirs: GitDirPlan[] = [];
  for (const part of parts)
    if (part.linked !== true) gitDirs.push(await planGitDir(part, { store, target, present, env }));
  const wanted = new Set(target.gitDirs.filter((part) => part.linked !== true).map(({ path }) => path));
  const extra = present.gitDirs.filter(
    (part) => part.linked !== true && !wanted.has(part.path) && !isAbsolute(part.path),
  );
  const extraGitDirs = paths === undefined ? extra.map(({ path }) => path) : [];
  return { request, present, work, gitDirs, extraGitDirs, linked };
}

export function isNothingToDo({ work, gitDirs, extraGitDirs }: RestorePlan): boolean {
  const quiet = gitDirs.every(
    ({ plan, objects, damaged, locks, extra }) =>
      isEmptyPlan(plan) && objects.length + damaged.length + locks.length + extra.length === 0,
  );
  return isEmptyPlan(work) && quiet && extraGitDirs.length === 0;
}

/** Brings it back. Killed at any moment, the same restore once more completes it. */
export async function applyRestore({ request, work, gitDirs, extraGitDirs }: RestorePlan): Promise<Skipped[]> {
  const { store, target } = request;
  const root = bytePath(target.root);
  return withStoreLock(store, async () => {
    mkdirSync(target.root, { recursive: true });
    const skipped = removeFrom(root, work); // also what stands where a `.git` was
    removeGitDirs(root, extraGitDirs, metaAt(store, target.work.meta).emptyFolders);
    for (const one of gitDirs) skipped.push(...(await restoreGitDir(store, one)));
    skipped.push(...(await writeInto(root, work, store)));
    return skipped;
  });
}
