import { accessSync, constants } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { type BytePath, joinBytes, nameOf, onDisk, parentOf } from "./byte-path.ts";
import type { Ahead } from "./find-ahead.ts";
import { type Listing, listingOf } from "./listings.ts";
import { type Omitted, usualMode } from "./manifest.ts";
import { type EntryStats, join, kindOf, statOf } from "./stat.ts";

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
  /** What {@link ScanRules.isAsIndexed} said of it. */
  readonly asIndexed?: boolean | undefined;
}

/** What stands in a folder and below it. Of folders that have not changed since the last scan, the files are left out. */
export interface Scan {
  readonly folders: Map<BytePath, FolderState>;
  readonly files: FoundFile[];
  /** Files of which nothing more is to be said: as indexed, for a while, with the usual mode. */
  readonly settled: BytePath[];
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
  /** Whether a file is what is known of it; asked where nobody else compares them. */
  readonly isAsIndexed?: (path: BytePath, stats: EntryStats) => boolean;
}

/** In bytes, its end included (PATH_MAX of Linux; of macOS a quarter): what is longer cannot be asked for in one call. */
const LONGEST_PATH = process.platform === "darwin" ? 1024 : 4096;

/** An entry may change again within the clock's tick after we read it (up to 10 ms), as git's "racily clean" ones. */
const TICK_MS = 50;

export function emptyScan(): Scan {
  return { folders: new Map(), files: [], settled: [], dotGits: new Map(), omitted: [], isNew: false, held: [] };
}

/** What spares a scan some of its reading. */
interface Beforehand {
  /** What the last one found, parents first. */
  readonly known?: Scan | undefined;
  readonly ahead?: Ahead | undefined;
}

/** Reads what changed since the last scan: all of it the first time. `root` absolute. */
export async function scan(root: BytePath, rules: ScanRules, beforehand: Beforehand = {}): Promise<Scan> {
  return (await scanOnce(root, rules, beforehand)) ?? scan(root, rules, { known: beforehand.known });
}

/** Undefined when what was read ahead turned out to be of no use. */
async function scanOnce(root: BytePath, rules: ScanRules, beforehand: Beforehand): Promise<Scan | undefined> {
  const { known = emptyScan(), ahead } = beforehand;
  const found: Scan = emptyScan();
  const reader: Reader = { root, rules, found, known, ahead, started: ahead?.started ?? Date.now(), waiting: [] };
  const again = new Set<BytePath>();
  const isFolder = (path: BytePath) => found.folders.has(path) || again.has(path);
  for (const [path, before] of known.folders) {
    // Parents come first: below one that is a link now, everything is somebody else's.
    if (path !== "" && !isFolder(parentOf(path))) continue;
    const stats = statOf(root, path);
    if (stats === undefined || kindOf(stats) !== "folder") continue;
    if (before.stamp !== "" && before.stamp === stampOf(stats)) {
      found.folders.set(path, { ...before, mode: stats.mode & 0o7777 });
    } else again.add(path);
  }
  for (const path of again) await readBelow(reader, path);
  if (known.folders.size === 0 && !(await readBelow(reader, ""))) return undefined;
  const stillThere = (path: BytePath) => found.folders.has(parentOf(path)) && !again.has(parentOf(path));
  for (const [path, kind] of known.dotGits) if (stillThere(path)) found.dotGits.set(path, kind);
  found.omitted.push(...known.omitted.filter(({ path }) => stillThere(path) && path !== "" && !again.has(path)));
  return found;
}

/** A folder that was held back, after all. */
export async function scanHeld(
  root: BytePath,
  rules: ScanRules,
  { into, path }: { into: Scan; path: BytePath },
): Promise<void> {
  const reader = { root, rules, found: into, known: emptyScan(), ahead: undefined, started: Date.now(), waiting: [] };
  await readBelow(reader, path);
}

interface Reader {
  readonly root: BytePath;
  readonly rules: ScanRules;
  readonly found: Scan;
  readonly started: number;
  readonly known: Scan;
  readonly ahead: Beforehand["ahead"];
  /** Folders that were seen and not read yet. */
  readonly waiting: Waiting[];
}

interface Waiting {
  readonly path: BytePath;
  readonly stats: EntryStats;
}

/** So many folders at a time, synchronously, which is by far the fastest; then git, at work meanwhile, is listened to. */
const AT_A_TIME = 200;

/** Whether all that was read ahead could be. */
async function readBelow(reader: Reader, top: BytePath): Promise<boolean> {
  const stats = statOf(reader.root, top);
  if (stats !== undefined) reader.waiting.push({ path: top, stats });
  const later = new Map<BytePath, Waiting>();
  await readWaiting(reader, (folder) => {
    if (reader.ahead?.folders.has(folder.path)) later.set(folder.path, folder);
    else readFolder(reader, folder);
  });
  if (reader.ahead === undefined || later.size === 0) return true;
  for await (const listings of reader.ahead.listings) {
    if (listings === "failed") return false;
    reader.waiting.push(...[...listings.keys()].flatMap((path) => later.get(path) ?? []));
    await readWaiting(reader, (folder) => readFolder(reader, folder, listings.get(folder.path)));
  }
  return true;
}

async function readWaiting({ waiting }: Reader, read: (folder: Waiting) => void): Promise<void> {
  for (let count = 1; waiting.length > 0; count++) {
    const next = waiting.pop();
    if (next !== undefined) read(next);
    if (count % AT_A_TIME === 0) await turn();
  }
}

function readFolder(reader: Reader, { path, stats }: Waiting, ahead?: Listing): void {
  const { root, found, started } = reader;
  if (found.folders.has(path) || kindOf(stats) !== "folder") return;
  const listing = ahead ?? listingOf(join(root, path));
  const mode = stats.mode & 0o7777;
  if (listing === undefined) {
    found.omitted.push({ path, why: "unreadable" });
    found.folders.set(path, { stamp: "", mode, empty: false });
    return;
  }
  const settled = stats.ctimeMs < started - TICK_MS;
  found.folders.set(path, { stamp: settled ? stampOf(stats) : "", mode, empty: listing.names.length === 0 });
  found.isNew = true;
  takeEntries(reader, path, listing);
}

function takeEntries(reader: Reader, folder: BytePath, { names, statsAt }: Listing): void {
  const { omitted } = reader.found;
  for (const [at, name] of names.entries()) {
    const path = joinBytes(folder, name);
    // Asked for its modes, which also tells what it is: cheaper than a listing with kinds.
    const stats = statsAt(at);
    if (stats !== undefined) takeEntry(reader, path, stats);
    else if (!canEnter(join(reader.root, folder))) {
      omitted.push({ path: folder, why: "unreadable" }); // its names can be read, and nothing else
      return;
    } else if (reader.root.length + path.length >= LONGEST_PATH - 2) omitted.push({ path, why: "unreadable" });
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

function takeEntry(reader: Reader, path: BytePath, stats: EntryStats): void {
  const { found } = reader;
  const kind = kindOf(stats);
  if (kind === "special") found.omitted.push({ path, why: "special file" });
  else if (isDotGit(path, kind)) found.dotGits.set(path, kind);
  else if (kind === "folder") enter(reader, path, stats);
  else takeFile(reader, path, stats);
}

function enter(reader: Reader, path: BytePath, stats: EntryStats): void {
  const verdict = reader.rules.verdict(path, "folder");
  if (verdict === "hold") reader.found.held.push(path);
  // One that is known is looked at by itself: it may not have changed.
  if (verdict === "take" && !reader.known.folders.has(path)) reader.waiting.push({ path, stats });
}

function takeFile({ rules, found, started }: Reader, path: BytePath, stats: EntryStats): void {
  if (rules.verdict(path, "file") === "skip") return;
  if (found.files.length + found.settled.length >= rules.mostFiles) {
    if (found.omitted.at(-1)?.why !== "over the bound")
      found.omitted.push({ path: parentOf(path), why: "over the bound" });
    return;
  }
  const file = foundFile(path, stats, rules.isAsIndexed?.(path, stats));
  if (file.asIndexed === true && file.mode === usualMode(path, file.mode) && !isYoung(file, started))
    found.settled.push(path);
  else found.files.push(file);
}

/**
 * Git compares times by the second: of a file that has changed in the last one, it would not notice what comes later in it.
 * So these are looked at again next time, by us.
 */
const YOUNG_MS = 2000;

/** `when`: when the look at all files began. */
export function isYoung({ ctimeMs }: Pick<FoundFile, "ctimeMs">, when: number): boolean {
  return ctimeMs > when - YOUNG_MS;
}

export function foundFile(path: BytePath, { mode, size, ctimeMs }: EntryStats, asIndexed?: boolean): FoundFile {
  return { path, mode: mode & 0o7777, size, ctimeMs, asIndexed };
}

function stampOf({ ino, ctimeMs }: EntryStats): string {
  return `${ino.toString(36)} ${ctimeMs}`;
}

/** Git takes none of its spellings into a tree, nor a link in the place of `.gitmodules`, and says nothing of it. */
function isDotGit(path: BytePath, kind: "folder" | "file" | "link"): boolean {
  const end = path.slice(-4).toLowerCase();
  if (end !== ".git" && end !== "ules") return false;
  const name = nameOf(path).toLowerCase();
  return name === ".git" || (kind === "link" && name === ".gitmodules");
}
