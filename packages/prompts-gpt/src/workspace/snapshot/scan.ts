import { accessSync, constants, lstatSync, readdirSync, type Stats } from "node:fs";
import { type BytePath, joinBytes, nameOf, onDisk, parentOf } from "./byte-path.ts";
import type { Omitted } from "./manifest.ts";

/** What is remembered of a folder, to know next time whether it must be read again. */
export interface FolderState {
  /** Changes whenever an entry comes or goes; "" when it was read too soon after a change to be sure. */
  readonly stamp: string;
  /** Permission bits. */
  readonly mode: number;
  readonly empty: boolean;
}

export interface FoundFile {
  readonly path: BytePath;
  readonly mode: number;
  readonly size: number;
  /** Milliseconds; of the last change to the file, its mode included. */
  readonly ctimeMs: number;
}

/** What stands in a folder and below it. Of folders that have not changed since the last scan, the files are left out. */
export interface Scan {
  readonly folders: Map<BytePath, FolderState>;
  readonly files: FoundFile[];
  /** Entries with a name that no git tree may hold: `.git`, mostly. */
  readonly dotGits: Map<BytePath, "folder" | "file" | "link">;
  readonly omitted: Omitted[];
  /** Whether any folder was read. */
  isNew: boolean;
  /** Folders that the rules hold back until it is known whether git ignores them. */
  readonly held: BytePath[];
}

/** What to do with an entry of a folder. */
export type Verdict = "take" | "hold" | "skip";

export interface ScanRules {
  /** Asked of every entry that is read. */
  readonly verdict: (path: BytePath, kind: "folder" | "file") => Verdict;
  /** Stop here; what is left out is then said. */
  readonly mostFiles: number;
}

/** An entry may change again within the clock's tick after we read it (up to 10 ms), as git's "racily clean" ones. */
const TICK_MS = 50;

export function emptyScan(): Scan {
  return { folders: new Map(), files: [], dotGits: new Map(), omitted: [], isNew: false, held: [] };
}

/** Reads what changed since `known` (parents first): all of it the first time. `root` absolute. Synchronous: nothing is faster. */
export function scan(root: BytePath, rules: ScanRules, known: Scan = emptyScan()): Scan {
  const found: Scan = emptyScan();
  const reader: Reader = { root, rules, found, started: Date.now(), known };
  const again = new Set<BytePath>();
  const isFolder = (path: BytePath) => found.folders.has(path) || again.has(path);
  for (const [path, before] of known.folders) {
    // Parents come first: below one that is a link now, everything is somebody else's.
    if (path !== "" && !isFolder(parentOf(path))) continue;
    const stats = statOf(root, path);
    if (stats?.isDirectory() !== true) continue;
    if (before.stamp !== "" && before.stamp === stampOf(stats)) {
      found.folders.set(path, { ...before, mode: stats.mode & 0o7777 });
    } else again.add(path);
  }
  for (const path of again) readFolder(reader, path);
  if (known.folders.size === 0) readFolder(reader, "");
  const stillThere = (path: BytePath) => found.folders.has(parentOf(path)) && !again.has(parentOf(path));
  for (const [path, kind] of known.dotGits) if (stillThere(path)) found.dotGits.set(path, kind);
  found.omitted.push(...known.omitted.filter(({ path }) => stillThere(path) && path !== "" && !again.has(path)));
  return found;
}

/** A folder that was held back, after all. */
export function scanHeld(root: BytePath, rules: ScanRules, { into, path }: { into: Scan; path: BytePath }): void {
  readFolder({ root, rules, found: into, started: Date.now(), known: emptyScan() }, path);
}

interface Reader {
  readonly root: BytePath;
  readonly rules: ScanRules;
  readonly found: Scan;
  readonly started: number;
  readonly known: Scan;
}

function readFolder(reader: Reader, path: BytePath, known?: Stats): void {
  const { root, found, started } = reader;
  if (found.folders.has(path)) return;
  const stats = known ?? statOf(root, path);
  if (stats?.isDirectory() !== true) return;
  let names;
  try {
    names = readdirSync(onDisk(join(root, path)), "latin1");
  } catch {
    found.omitted.push({ path, why: "unreadable" });
    found.folders.set(path, { stamp: "", mode: stats.mode & 0o7777, empty: false });
    return;
  }
  const settled = stats.mtimeMs < started - TICK_MS && stats.ctimeMs < started - TICK_MS;
  const state = { stamp: settled ? stampOf(stats) : "", mode: stats.mode & 0o7777, empty: names.length === 0 };
  found.folders.set(path, state);
  found.isNew = true;
  for (const name of names) {
    const inner = joinBytes(path, name);
    // Asked for its modes, which also tells what it is: cheaper than a listing with kinds.
    const entry = statOf(root, inner);
    if (entry !== undefined) takeEntry(reader, inner, entry);
    else if (!canEnter(join(root, path))) {
      found.omitted.push({ path, why: "unreadable" }); // its names can be read, and nothing else
      return;
    }
  }
}

function canEnter(folder: BytePath): boolean {
  try {
    accessSync(onDisk(folder), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function takeEntry(reader: Reader, path: BytePath, stats: Stats): void {
  const { found } = reader;
  const kind = stats.isDirectory() ? "folder" : stats.isSymbolicLink() ? "link" : "file";
  if (isDotGit(nameOf(path), kind) && (kind !== "file" || stats.isFile())) found.dotGits.set(path, kind);
  else if (kind === "folder") enter(reader, path, stats);
  else if (kind === "link" || stats.isFile()) takeFile(reader, path, stats);
  else found.omitted.push({ path, why: "special file" });
}

function enter(reader: Reader, path: BytePath, stats: Stats): void {
  const verdict = reader.rules.verdict(path, "folder");
  if (verdict === "hold") reader.found.held.push(path);
  // One that is known is looked at by itself: it may not have changed.
  if (verdict === "take" && !reader.known.folders.has(path)) readFolder(reader, path, stats);
}

function takeFile({ rules, found }: Reader, path: BytePath, stats: Stats): void {
  if (rules.verdict(path, "file") === "skip") return;
  if (found.files.length >= rules.mostFiles) {
    if (found.omitted.at(-1)?.why !== "over the bound")
      found.omitted.push({ path: parentOf(path), why: "over the bound" });
    return;
  }
  found.files.push(foundFile(path, stats));
}

export function foundFile(path: BytePath, { mode, size, ctimeMs }: Stats): FoundFile {
  return { path, mode: mode & 0o7777, size, ctimeMs };
}

function stampOf({ ino, mtimeMs, ctimeMs }: Stats): string {
  return `${ino.toString(36)} ${mtimeMs} ${ctimeMs}`;
}

/** Git takes none of its spellings into a tree, nor a link in the place of `.gitmodules`, and says nothing of it. */
function isDotGit(name: BytePath, kind: "folder" | "file" | "link"): boolean {
  if (!name.startsWith(".g") && !name.startsWith(".G")) return false;
  return name.toLowerCase() === (kind === "link" && name.length > 4 ? ".gitmodules" : ".git");
}

const MISSING_IS_FINE = { throwIfNoEntry: false } as const; // made once: this is asked 50,000 times

export function statOf(root: BytePath, path: BytePath): Stats | undefined {
  try {
    return lstatSync(onDisk(join(root, path)), MISSING_IS_FINE);
  } catch {
    return undefined; // a parent is no folder any more, or may not be entered
  }
}

export function join(root: BytePath, path: BytePath): BytePath {
  return path === "" ? root : `${root}/${path}`;
}

/** Names of folders that a tool fills again from a lock file. Left out only where git ignores them. */
const DEPENDENCIES = new Set(
  "node_modules bower_components jspm_packages .venv venv .tox __pycache__ .mypy_cache .pytest_cache target .gradle .m2 .cargo vendor Pods .pnpm-store .yarn .turbo .next .nuxt .parcel-cache .cache".split(
    " ",
  ),
);

export function isDependencyFolder(path: BytePath): boolean {
  return DEPENDENCIES.has(nameOf(path));
}
