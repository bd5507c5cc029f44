import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, statSync } from "node:fs";
import { isAbsolute, join as joinPath } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { listSnapshots } from "./catalogue.ts";
import { type BytePath, bytePath, joinBytes, onDisk, textOf } from "./byte-path.ts";
import type { Skipped } from "./check-out.ts";
import { withStoreLock } from "./lock.ts";
import type { GitPart, Manifest } from "./manifest.ts";
import { damagedIn, isSameFile, setAside } from "./damaged.ts";
import { locksIn } from "./git-locks.ts";
import { copyObject, listedObjects } from "./mirror.ts";
import { isPipe } from "./pipes.ts";
import { removeEmpty, removeFrom, writeInto } from "./restore-part.ts";
import { isEmptyPlan, metaAt, narrowed, parentsOf, type PartPlan, planPart } from "./restore-plan.ts";
import { hasRealParents, join, statOf } from "./stat.ts";
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

interface GitDirPlan {
  readonly part: GitPart;
  /** Where it stands. Absolute. */
  readonly root: BytePath;
  readonly plan: PartPlan;
  /** Object files to bring back, and from where in the store. */
  readonly objects: readonly { readonly name: string; readonly to: string }[];
  /** Objects that came later and are damaged, by the folder that they stand in. */
  readonly damaged: readonly { readonly folder: string; readonly names: readonly string[] }[];
  /** Left by a git that was killed: in no snapshot, and with them git would refuse to work. */
  readonly locks: readonly BytePath[];
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
    wanted: await filesIn(target, store),
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
  for (const part of parts) if (part.linked !== true) gitDirs.push(await planGitDir(part, { store, target, present }));
  const wanted = new Set(target.gitDirs.filter((part) => part.linked !== true).map(({ path }) => path));
  const extra = present.gitDirs.filter(
    (part) => part.linked !== true && !wanted.has(part.path) && !isAbsolute(part.path),
  );
  const extraGitDirs = paths === undefined ? extra.map(({ path }) => path) : [];
  return { request, present, work, gitDirs, extraGitDirs, linked };
}

async function filesIn({ work }: Manifest, store: Store): Promise<ReadonlySet<BytePath>> {
  const answer = await store.git(["ls-tree", "-r", "-z", "--name-only", work.tree]);
  if (answer === undefined) throw new Error(`the store ${store.path} does not hold the tree ${work.tree}`);
  return new Set(answer.toString("latin1").split("\0").filter(Boolean));
}

async function planGitDir(
  part: GitPart,
  { store, target, present }: { readonly store: Store; readonly target: Manifest; readonly present: Manifest },
): Promise<GitDirPlan> {
  const root = isAbsolute(part.path) ? part.path : join(bytePath(target.root), part.path);
  // What a link leads to is not where anything will be written.
  const isThere =
    statOf(root, "")?.isDirectory() === true &&
    (isAbsolute(part.path) || hasRealParents(bytePath(target.root), part.path));
  const now = present.gitDirs.find((one) => one.path === part.path && one.linked !== true);
  const all = await planPart(store, now, part);
  // Objects are only ever added, whatever the two snapshots took for one.
  const isObject = (path: BytePath) => part.objects.some(({ of }) => path.startsWith(`${joinBytes(of, "objects")}/`));
  const plan = { ...all, remove: all.remove.filter((path) => !isObject(path)) };
  const since = Date.parse(target.createdAt);
  const folders = part.objects.map(({ of, list }) => {
    const folder = textOf(join(join(root, of), "objects"));
    return { folder, isThere, listed: listedObjects(store, list) };
  });
  const damaged = !isThere
    ? []
    : folders.map(({ folder, listed }) => ({ folder, names: damagedIn(folder, listed.own, store.hash) }));
  return {
    part,
    root,
    plan,
    objects: folders.flatMap((place) => missingObjects(store, place, since)),
    damaged: damaged.filter(({ names }) => names.length > 0),
    locks: isThere ? locksIn(root) : [],
  };
}

interface ObjectsPlace {
  readonly folder: string;
  readonly isThere: boolean;
  readonly listed: ReturnType<typeof listedObjects>;
}

/** A file of the same name and size is the same, unless it was written to after the snapshot and is not. */
function missingObjects(store: Store, { folder, isThere, listed }: ObjectsPlace, since: number): GitDirPlan["objects"] {
  const { own, borrowed } = listed;
  const wanted = isThere && existsSync(joinPath(folder, "info/alternates")) ? own : [...own, ...borrowed];
  return wanted
    .map((name) => ({ name, to: joinPath(folder, name) }))
    .filter(({ name, to }) => {
      const there = isThere ? statOf(bytePath(to), "") : undefined;
      const ours = statSync(store.at("mirror", name), { throwIfNoEntry: false });
      if (ours === undefined || there?.size !== ours.size) return ours !== undefined;
      return there.ctimeMs >= since && !isSameFile(store.at("mirror", name), to);
    });
}

export function isNothingToDo({ work, gitDirs, extraGitDirs }: RestorePlan): boolean {
  const quiet = gitDirs.every(
    ({ plan, objects, damaged, locks }) => isEmptyPlan(plan) && objects.length + damaged.length + locks.length === 0,
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
    for (const path of extraGitDirs) removeGitDir(root, path);
    removeEmpty(root, { folders: parentsOf(extraGitDirs), except: metaAt(store, target.work.meta).emptyFolders });
    for (const one of gitDirs) skipped.push(...(await restoreGitDir(store, one)));
    skipped.push(...(await writeInto(root, work, store)));
    return skipped;
  });
}

function removeGitDir(root: BytePath, path: BytePath): void {
  if (hasRealParents(root, path)) rmSync(onDisk(join(root, path)), { recursive: true, force: true });
}

/** Objects before what names them. */
async function restoreGitDir(
  store: Store,
  { part, root, plan, objects, damaged, locks }: GitDirPlan,
): Promise<Skipped[]> {
  const folder = textOf(root);
  const there = lstatSync(folder, { throwIfNoEntry: false });
  if (there !== undefined && !there.isDirectory()) return [{ path: part.path, why: "it is a link or a file now" }];
  mkdirSync(folder, { recursive: true });
  for (const path of locks) rmSync(onDisk(join(root, path)), { force: true });
  for (const { folder: place, names } of damaged) setAside(store, place, names);
  for (const { name, to } of objects) {
    rmSync(to, { force: true });
    copyObject(store.at("mirror", name), to);
  }
  const skipped = [...removeFrom(root, plan), ...(await writeInto(root, plan, store))];
  if (there === undefined) chmodSync(folder, plan.targetModes["/"] ?? 0o755); // whatever the umask made of it
  for (const name of ["refs", "objects"]) if (statOf(root, name) === undefined) mkdirSync(joinPath(folder, name));
  return skipped.map((one) => ({ ...one, path: `${part.path}/${one.path}` }));
}
