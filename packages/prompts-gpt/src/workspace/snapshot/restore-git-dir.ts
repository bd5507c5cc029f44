import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, statSync } from "node:fs";
import { isAbsolute, join as joinPath } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { type BytePath, bytePath, joinBytes, onDisk, textOf } from "./byte-path.ts";
import type { Skipped } from "./check-out.ts";
import { damagedIn, isSameFile, setAside } from "./damaged.ts";
import { locksIn } from "./git-locks.ts";
import { laneEntries } from "./lane-entries.ts";
import type { GitPart, Manifest } from "./manifest.ts";
import { copyObject, listedObjects } from "./mirror.ts";
import { removeEmpty, removeFrom, writeInto } from "./restore-part.ts";
import {
  filesIn,
  isBelow,
  leavingAlone,
  metaAt,
  parentsOf,
  type PartPlan,
  planPart,
  withoutBelow,
} from "./restore-plan.ts";
import { hasRealParents, join, statOf } from "./stat.ts";
import type { Store } from "./store.ts";

/** What has to happen to one `.git` folder. */
export interface GitDirPlan {
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
  /** Repositories in it that came later, of submodules: the present snapshot holds their objects too. */
  readonly extra: readonly BytePath[];
}

interface Known {
  readonly store: Store;
  readonly target: Manifest;
  readonly present: Manifest;
  readonly env: Env;
}

export async function planGitDir(part: GitPart, { store, target, present, env }: Known): Promise<GitDirPlan> {
  const root = isAbsolute(part.path) ? part.path : join(bytePath(target.root), part.path);
  // What a link leads to is not where anything will be written.
  const isThere =
    statOf(root, "")?.isDirectory() === true &&
    (isAbsolute(part.path) || hasRealParents(bytePath(target.root), part.path));
  const now = present.gitDirs.find((one) => one.path === part.path && one.linked !== true);
  const lanes = await laneEntries(now === undefined ? [part] : [part, now], { store, env });
  const all = leavingAlone(await planPart(store, now, part), lanes);
  // Objects are only ever added, whatever the two snapshots took for one.
  const isObject = (path: BytePath) => part.objects.some(({ of }) => path.startsWith(`${joinBytes(of, "objects")}/`));
  const extra = await laterRepositories(part, { store, now, omitted: present.omitted });
  const rest = withoutBelow(all, extra);
  const plan = { ...rest, remove: rest.remove.filter((path) => !isObject(path)) };
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
    locks: isThere ? locksIn(root).filter((path) => !isBelow(path, extra)) : [],
    extra: isThere ? extra : [],
  };
}

interface Later {
  readonly store: Store;
  readonly now: GitPart | undefined;
  readonly omitted: Manifest["omitted"];
}

/** Not where anything of before stands, nor what the present snapshot could not read. */
async function laterRepositories(part: GitPart, { store, now, omitted }: Later): Promise<BytePath[]> {
  const known = part.objects.map(({ of }) => of);
  const later = (now?.objects ?? []).map(({ of }) => of).filter((of) => of !== "" && !known.includes(of));
  if (later.length === 0) return [];
  const there = [...(await filesIn(part, store)), ...metaAt(store, part.meta).emptyFolders];
  const kept = [...there, ...known, ...omitted.map(({ path }) => path.slice(part.path.length + 1))];
  const free = later.filter((of) => !kept.some((path) => isBelow(path, [of])));
  return free.filter((of) => !free.some((other) => other !== of && isBelow(of, [other])));
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

/** Objects first: what is left by a restore that was killed is then still seen as a repository. */
export function removeGitDirs(root: BytePath, paths: readonly BytePath[], emptyFolders: readonly BytePath[]): void {
  for (const path of paths.filter((one) => hasRealParents(root, one)))
    for (const one of [joinBytes(path, "objects"), path])
      rmSync(onDisk(join(root, one)), { recursive: true, force: true });
  removeEmpty(root, { folders: parentsOf(paths), except: emptyFolders });
}

/** Objects before what names them. */
export async function restoreGitDir(
  store: Store,
  { part, root, plan, objects, damaged, locks, extra }: GitDirPlan,
): Promise<Skipped[]> {
  const folder = textOf(root);
  const there = lstatSync(folder, { throwIfNoEntry: false });
  if (there !== undefined && !there.isDirectory()) return [{ path: part.path, why: "it is a link or a file now" }];
  mkdirSync(folder, { recursive: true });
  for (const path of locks) rmSync(onDisk(join(root, path)), { force: true });
  removeGitDirs(root, extra, metaAt(store, part.meta).emptyFolders);
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
