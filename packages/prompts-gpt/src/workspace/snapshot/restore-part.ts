import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { codeOf } from "../../error-code.ts";
import { ExecutionError } from "../../errors.ts";
import { type BytePath, onDisk, parentOf, textOf } from "./byte-path.ts";
import type { Special } from "./manifest.ts";
import { parentsOf, type PartPlan } from "./restore-plan.ts";
import { hasRealParents, join, statOf } from "./stat.ts";
import type { Store } from "./store.ts";

/** What could not be done, and why: everything else was. */
export interface Skipped {
  readonly path: BytePath;
  readonly why: string;
}

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
    mkdirSync(onDisk(join(root, path)), { recursive: true });
  await checkOut(root, { tree: plan.tree, files }, store);
  for (const special of plan.writeSpecials) if (isFree(special.path)) writeSpecial(root, special);
  applyModes(root, { plan, files, folders: newFolders });
  for (const [path, time] of plan.times)
    if (hasRealParents(root, path) && statOf(root, path)?.isFile() === true)
      utimesSync(onDisk(join(root, path)), time, time);
  return skipped;
}

/** What stands where a file is to be written and may not be removed for it. */
function blockOf(root: BytePath, path: BytePath): string | undefined {
  if (!hasRealParents(root, path)) return "a link or a file stands where its folder was";
  if (statOf(root, path)?.isDirectory() === true) return "a folder stands there, with files that no snapshot holds";
  return undefined;
}

/** git writes them: bounded memory, and no filter between the object and the disk (the store's own attributes). */
async function checkOut(
  root: BytePath,
  { tree, files }: { readonly tree: string; readonly files: readonly BytePath[] },
  store: Store,
): Promise<void> {
  if (files.length === 0) return;
  const work = textOf(root);
  const index = "parts/restore.index";
  rmSync(store.at(`${index}.lock`), { force: true }); // ours alone: we hold the store's lock
  const stdin = Buffer.from(`${files.join("\0")}\0`, "latin1");
  const read = await store.git(["read-tree", tree], { index });
  const written = read && (await store.git(["checkout-index", "--force", "-z", "--stdin"], { index, work, stdin }));
  if (written !== undefined) return;
  const message = `git could not write all files to ${work}: no space left, or not allowed. What was written stays.`;
  throw new ExecutionError(message, "Mend that, then the same command once more: it goes on where it stopped.");
}

function writeSpecial(root: BytePath, { path, kind, content, mode }: Special): void {
  const bytes = Buffer.from(content, "base64");
  mkdirSync(onDisk(join(root, parentOf(path))), { recursive: true }); // nothing else may stand in it
  const draft = onDisk(join(root, `${path}.prompts-gpt-tmp`));
  if (kind === "link") symlinkSync(bytes, draft);
  else {
    writeFileSync(draft, bytes, { flag: "wx" });
    chmodSync(draft, mode); // not by the umask
  }
  renameSync(draft, onDisk(join(root, path)));
}

interface Written {
  readonly plan: PartPlan;
  readonly files: readonly BytePath[];
  readonly folders: readonly BytePath[];
}

/** Folders last and deepest first: one that may not be written to would keep us from what is in it. */
function applyModes(root: BytePath, { plan, files, folders }: Written): void {
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
    if (hasRealParents(root, path)) chmodSync(onDisk(join(root, path)), mode);
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
  if (stats?.isDirectory() === true && (stats.mode & 0o300) !== 0o300)
    chmodSync(onDisk(join(root, folder)), stats.mode | 0o700);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
