import { chmodSync, mkdirSync, rmdirSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { codeOf } from "../../error-code.ts";
import { type BytePath, onDisk } from "./byte-path.ts";
import { checkOut, putInPlace, reasonOf, type Skipped } from "./check-out.ts";
import type { Special } from "./manifest.ts";
import { parentsOf, type PartPlan } from "./restore-plan.ts";
import { hasRealParents, join, statOf } from "./stat.ts";
import type { Store } from "./store.ts";

/** Takes away what was not there: first, so that what comes back finds its place free. */
export function removeFrom(root: BytePath, plan: PartPlan): Skipped[] {
  const skipped: Skipped[] = [];
  const paths = [...plan.remove, ...plan.removeSpecials];
  for (const folder of foldersOf(plan)) makeWritable(root, folder);
  for (const path of paths) {
    try {
      if (hasRealParents(root, path)) unlinkSync(onDisk(join(root, path)));
    } catch (error) {
      if (codeOf(error) !== "ENOENT") skipped.push({ path, why: reasonOf(error) });
    }
  }
  const gone = [...plan.remove, ...plan.removeSpecials, ...plan.removeFolders.map((path) => `${path}/x`)];
  removeEmpty(root, { folders: parentsOf(gone), except: plan.makeFolders });
  return skipped;
}

/** One with something in it stays: it holds what no snapshot holds, or what is still wanted. */
export function removeEmpty(
  root: BytePath,
  { folders, except }: { readonly folders: readonly BytePath[]; readonly except: readonly BytePath[] },
): void {
  const wanted = new Set(except);
  for (const folder of folders) {
    if (wanted.has(folder) || !hasRealParents(root, folder) || statOf(root, folder)?.isDirectory() !== true) continue;
    try {
      rmdirSync(onDisk(join(root, folder)));
    } catch {
      // Not empty.
    }
  }
}

/** Writes what is missing or different, straight from the objects, then folders and modes. */
export async function writeInto(root: BytePath, plan: PartPlan, store: Store): Promise<Skipped[]> {
  const skipped: Skipped[] = [];
  const isFree = (path: BytePath) => {
    const inTheWay = blockOf(root, path);
    if (inTheWay !== undefined) skipped.push({ path, why: inTheWay });
    return inTheWay === undefined;
  };
  const files = [...plan.create, ...plan.overwrite].filter(isFree);
  const specials = plan.writeSpecials.map(({ path }) => path);
  const newFolders = parentsOf([...files, ...specials, ...plan.makeFolders.map((path) => `${path}/x`)]).filter(
    (path) => statOf(root, path) === undefined,
  );
  for (const folder of foldersOf(plan)) makeWritable(root, folder);
  const isMissing = (path: BytePath) => statOf(root, path)?.isDirectory() !== true;
  for (const path of plan.makeFolders.filter((path) => isMissing(path) && isFree(path)))
    attempt(path, skipped, () => void mkdirSync(onDisk(join(root, path)), { recursive: true }));
  const left = await checkOut(root, { tree: plan.tree, files }, store);
  skipped.push(...left);
  for (const special of plan.writeSpecials)
    if (isFree(special.path)) attempt(special.path, skipped, () => writeSpecial(root, special));
  const failed = new Set(left.map(({ path }) => path));
  applyModes(root, { plan, files: files.filter((path) => !failed.has(path)), folders: newFolders }, skipped);
  for (const [path, time] of plan.times)
    if (hasRealParents(root, path) && statOf(root, path)?.isFile() === true)
      attempt(path, skipped, () => utimesSync(onDisk(join(root, path)), time, time));
  return skipped;
}

/** What stands where a file is to be written and may not be removed for it. */
function blockOf(root: BytePath, path: BytePath): string | undefined {
  if (!hasRealParents(root, path)) return "a link or a file stands where its folder was";
  if (statOf(root, path)?.isDirectory() === true) return "a folder stands there, with files that no snapshot holds";
  return undefined;
}

function writeSpecial(root: BytePath, { path, kind, content, mode }: Special): void {
  const bytes = Buffer.from(content, "base64");
  putInPlace(root, path, (draft) => {
    if (kind === "link") return symlinkSync(bytes, draft);
    writeFileSync(draft, bytes, { flag: "wx" });
    chmodSync(draft, mode); // not by the umask
  });
}

/** Does it, or adds why not. */
function attempt(path: BytePath, skipped: Skipped[], act: () => void): void {
  try {
    act();
  } catch (error) {
    if (skipped.every((one) => one.path !== path)) skipped.push({ path, why: reasonOf(error) });
  }
}

interface Written {
  readonly plan: PartPlan;
  readonly files: readonly BytePath[];
  readonly folders: readonly BytePath[];
}

/** Folders last and deepest first: one that may not be written to would keep us from what is in it. */
function applyModes(root: BytePath, { plan, files, folders }: Written, skipped: Skipped[]): void {
  const modes = new Map(plan.modes);
  for (const path of files) {
    const stats = statOf(root, path);
    if (stats === undefined || stats.isSymbolicLink()) continue;
    modes.set(path, plan.targetModes[path] ?? ((stats.mode & 0o100) === 0 ? 0o644 : 0o755));
  }
  for (const path of foldersOf(plan)) {
    const mode = plan.targetModes[`${path}/`];
    if (mode !== undefined) modes.set(`${path}/`, mode);
  }
  for (const path of [...folders, ...parentsOf(files)]) modes.set(`${path}/`, plan.targetModes[`${path}/`] ?? 0o755);
  for (const path of plan.makeFolders) modes.set(`${path}/`, plan.targetModes[`${path}/`] ?? 0o755);
  const folderFirst = (path: BytePath) => (path.endsWith("/") ? path.split("/").length : Infinity);
  for (const [key, mode] of [...modes].toSorted(([a], [b]) => folderFirst(b) - folderFirst(a) || 0)) {
    const path = key.replace(/\/$/, "");
    const stats = statOf(root, path);
    if (stats === undefined || stats.isSymbolicLink() || (stats.mode & 0o7777) === mode) continue;
    if (hasRealParents(root, path)) attempt(path, skipped, () => chmodSync(onDisk(join(root, path)), mode));
  }
}

/** Where something is written or taken away, outermost first: these have to let us. */
function foldersOf(plan: PartPlan): BytePath[] {
  const specials = [...plan.writeSpecials.map(({ path }) => path), ...plan.removeSpecials];
  const folders = [...plan.makeFolders, ...plan.removeFolders];
  const touched = [...plan.create, ...plan.overwrite, ...plan.remove, ...folders, ...specials];
  return touched.length === 0 ? [] : ["", ...parentsOf(touched).toReversed()];
}

function makeWritable(root: BytePath, folder: BytePath): void {
  const stats = statOf(root, folder);
  if (stats?.isDirectory() !== true || (stats.mode & 0o300) === 0o300) return;
  try {
    chmodSync(onDisk(join(root, folder)), stats.mode | 0o700);
  } catch {
    // Another user's: what is to be done in it says so.
  }
}
