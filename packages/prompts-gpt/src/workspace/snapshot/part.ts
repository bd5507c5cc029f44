import { accessSync, constants, existsSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { ExecutionError } from "../../errors.ts";
import { type BytePath, onDisk } from "./byte-path.ts";
import { type IndexEntry, type IndexFile, parseIndex } from "./index-file.ts";
import { type Amount, type Omitted, type Part, type PartMeta, type Special, usualMode } from "./manifest.ts";
import { type PartCache, readCache, writeCache } from "./part-cache.ts";
import { join, type FoundFile, type Scan, scan, scanHeld, type ScanRules, statOf } from "./scan.ts";
import { keep, type Store } from "./store.ts";

export interface PartRequest {
  readonly store: Store;
  /** Names the part's files in the store. */
  readonly key: string;
  /** The folder, as bytes, absolute. */
  readonly root: BytePath;
  readonly rules: ScanRules;
  /** Two snapshots with the same wish find the same files. */
  readonly wish: string;
  /** Never in a snapshot, though they may have been found. */
  readonly excluded: readonly BytePath[];
  /** Makes the part's index, when there is none: whoever knows what has not changed can spare git the reading. */
  seed?(index: string): Promise<void>;
  /** Which of these git ignores. */
  ignoredAmong?(paths: readonly BytePath[]): Promise<ReadonlySet<BytePath>>;
  /** What to do with an ignored file. */
  takesIgnored(file: FoundFile): boolean;
  /** Whose time of change is to come back with it. */
  keepsTime?(path: BytePath): boolean;
}

export interface TakenPart extends Part {
  readonly dotGits: Scan["dotGits"];
  readonly folders: Scan["folders"];
  readonly omitted: readonly Omitted[];
  readonly ignored: Amount;
  /** Files that were written to while they were read. */
  readonly moving: readonly BytePath[];
}

/** Looks at one folder: git compares what it knows while we look for what is new. */
export async function takePart(request: PartRequest): Promise<TakenPart> {
  const { store, key, root } = request;
  const index = `parts/${key}.index`;
  rmSync(store.at(`${index}.lock`), { force: true }); // ours alone: we hold the store's lock
  if (!existsSync(store.at(index))) await request.seed?.(store.at(index));
  const before = readIndex(store, index);
  const cache = readCache(store, key, { sum: before.sum, wish: request.wish });
  const comparing = before.sum === "" ? undefined : refresh(request, index);
  const seen = scan(root, request.rules, cache?.scan);
  const stuck = (await comparing) === false ? await different(request, index) : [];
  const compared = readIndex(store, index, before);
  const sorted = await sortOut(request, { seen, cache, known: compared, stuck });
  // Git leaves entries as they were when something stands there that it cannot take.
  const special = seen.omitted.filter(({ why }) => why === "special file").map(({ path }) => path);
  const never = [...request.excluded, ...sorted.unreadable, ...special, ...seen.dotGits.keys()];
  const dropped = never.filter((path) => compared.paths().has(path));
  const again = stuck.filter((path) => !dropped.includes(path));
  const added = [...sorted.added.map(({ path }) => path), ...again];
  await update(request, index, { add: added, remove: dropped });
  const now = added.length + dropped.length === 0 ? compared : readIndex(store, index);
  const changed = now.sum === before.sum ? [] : changedBetween(before, now);
  const tree = cache !== undefined && now.sum === cache.sum ? cache.tree : await writeTree(store, index);
  const times = timesOf(request, now);
  const meta = { ...metaOf({ root, seen, cache, now, changed }), ...(times === undefined ? {} : { times }) };
  const omitted = [...seen.omitted, ...sorted.omitted];
  writeCache(store, key, {
    sum: now.sum,
    tree,
    meta,
    scan: seen,
    omitted: sorted.omitted,
    ignored: sorted.ignored,
    wish: request.wish,
  });
  return {
    tree,
    meta: keep(store, "metas", JSON.stringify(meta)),
    dotGits: seen.dotGits,
    folders: seen.folders,
    omitted,
    ignored: sorted.ignored,
    moving: changed.filter((entry) => isMoving(root, entry)).map(({ path }) => path),
  };
}

interface Known {
  readonly sum: string;
  entries(): readonly IndexEntry[];
  paths(): ReadonlySet<BytePath>;
}

/** Parsed only when somebody asks. */
function readIndex(store: Store, index: string, before?: Known): Known {
  const bytes = existsSync(store.at(index)) ? readFileSync(store.at(index)) : Buffer.alloc(0);
  const hashBytes = store.hash === "sha1" ? 20 : 32;
  const sum = bytes.subarray(-hashBytes).toString("hex");
  if (before?.sum === sum) return before;
  let parsed: IndexFile | undefined;
  let paths: ReadonlySet<BytePath> | undefined;
  const entries = () => (parsed ??= parseIndex(bytes, hashBytes) ?? { entries: [], extensions: [] }).entries;
  return {
    sum,
    entries,
    paths: () => (paths ??= new Set(entries().map(({ path }) => path))),
  };
}

/** Brings the entries of the index up to date with the disk; false when some of them could not be. */
async function refresh({ store, root }: PartRequest, index: string): Promise<boolean> {
  const work = Buffer.from(root, "latin1").toString();
  return (await store.git(["add", "--update", "--ignore-errors"], { index, work })) !== undefined;
}

/** Entries that are not what stands on disk: an old one must never pass for the present. */
async function different({ store, root }: PartRequest, index: string): Promise<BytePath[]> {
  const work = Buffer.from(root, "latin1").toString();
  const answer = await store.git(["diff-files", "--name-only", "-z"], { index, work });
  if (answer === undefined) throw notTaken(store);
  return answer.toString("latin1").split("\0").filter(Boolean);
}

interface Sorted {
  readonly added: readonly FoundFile[];
  readonly omitted: readonly Omitted[];
  readonly unreadable: readonly BytePath[];
  readonly ignored: Amount;
}

interface Sight {
  readonly seen: Scan;
  readonly cache: PartCache | undefined;
  readonly known: Known;
  /** Entries that git could not bring up to date. */
  readonly stuck: readonly BytePath[];
}

/** Which of the files that were found belong into the snapshot and are not in the index yet. */
async function sortOut(request: PartRequest, { seen, cache, known, stuck }: Sight): Promise<Sorted> {
  const ignoredAmong = request.ignoredAmong ?? (async () => new Set<BytePath>());
  const omitted: Omitted[] = [];
  // What was left out may be wanted by now: smaller, readable, or ignored no more. Its folder does not tell.
  const held = new Set(seen.held);
  const found = new Set(seen.files.map(({ path }) => path));
  for (const { path } of cache?.omitted ?? []) {
    const stats = statOf(request.root, path);
    if (stats?.isDirectory() === true) held.add(path);
    else if (stats?.isFile() === true && !found.has(path)) seen.files.push({ path, mode: stats.mode & 0o7777, size: stats.size });
  }
  const heldIgnored = await ignoredAmong([...held]);
  for (const path of held) {
    if (heldIgnored.has(path)) omitted.push({ path, why: "dependency folder" });
    if (!heldIgnored.has(path)) scanHeld(request.root, request.rules, { into: seen, path });
  }
  const unknown = seen.files.length === 0 ? [] : seen.files.filter(({ path }) => !known.paths().has(path));
  const ignored = await ignoredAmong(unknown.map(({ path }) => path));
  const added: FoundFile[] = [];
  const doubtful = stuck.map((path) => ({ path, mode: 0, size: 0 }));
  const unreadable = unreadableAmong(request.root, [...seen.files, ...doubtful]);
  let amount = cache?.ignored ?? { files: 0, bytes: 0 };
  for (const file of unknown) {
    if (unreadable.includes(file.path)) continue;
    const isIgnored = ignored.has(file.path);
    if (isIgnored && !request.takesIgnored(file)) {
      omitted.push({ path: file.path, why: "large ignored file", bytes: file.size });
      continue;
    }
    added.push(file);
    if (isIgnored) amount = { files: amount.files + 1, bytes: amount.bytes + file.size };
  }
  omitted.push(...unreadable.map((path): Omitted => ({ path, why: "unreadable" })));
  return { added, omitted, unreadable, ignored: amount };
}

/** The super-user reads everything; for all others a look costs less than a snapshot that fails. */
function unreadableAmong(root: BytePath, files: readonly FoundFile[]): BytePath[] {
  if (process.getuid?.() === 0) return [];
  return files
    .filter(({ path, mode }) => {
      if ((mode & 0o444) === 0o444) return false;
      try {
        accessSync(onDisk(join(root, path)), constants.R_OK);
        return false;
      } catch {
        return statOf(root, path)?.isFile() === true;
      }
    })
    .map(({ path }) => path);
}

interface IndexChange {
  readonly add: readonly BytePath[];
  readonly remove: readonly BytePath[];
}

/** Sorted, because each path is then put behind the last one; anywhere else, 50,000 of them take seconds. */
async function update({ store, root }: PartRequest, index: string, { add, remove }: IndexChange): Promise<void> {
  const work = Buffer.from(root, "latin1").toString();
  const list = (paths: readonly BytePath[]) => Buffer.from(`${paths.toSorted().join("\0")}\0`, "latin1");
  const call = async (how: readonly string[], paths: readonly BytePath[]) => {
    if (paths.length === 0) return;
    const packing = paths.length < MANY ? [] : await intoOnePack(store);
    const args = [...packing, "update-index", ...how, "-z", "--stdin"];
    if ((await store.git(args, { index, work, stdin: list(paths) })) === undefined) throw notTaken(store);
  };
  await call(["--force-remove"], remove);
  await call(["--add", "--remove", "--replace"], add);
}

const MANY = 500;

/**
 * What git takes for big goes straight into a pack, one for the whole call (since 2.37): for 50,000 files half the time of
 * as many object files, and a tenth of the space or less.
 */
async function intoOnePack(store: Store): Promise<string[]> {
  const version = /(\d+)\.(\d+)/.exec((await store.git(["version"]))?.toString("latin1") ?? "");
  const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
  const isNew = major > 2 || (major === 2 && minor >= 37);
  return isNew ? ["-c", "core.bigFileThreshold=1", "-c", "core.compression=1"] : [];
}

async function writeTree(store: Store, index: string): Promise<string> {
  const answer = await store.git(["write-tree"], { index });
  if (answer === undefined) throw notTaken(store);
  return answer.toString("latin1").trim();
}

function notTaken(store: Store): ExecutionError {
  return new ExecutionError(
    `git could not write the snapshot to ${store.path}: no space left, or not allowed.`,
    "df -h ~",
  );
}

function changedBetween(before: Known, now: Known): IndexEntry[] {
  const old = new Map(before.entries().map((entry) => [entry.path, entry]));
  return now.entries().filter((entry) => {
    const was = old.get(entry.path);
    return was === undefined || !was.stat.equals(entry.stat) || !was.oid.equals(entry.oid);
  });
}

/** Whether the file is no more what git has just read: its size or its time is another. */
function isMoving(root: BytePath, { path, stat, mode }: IndexEntry): boolean {
  if (mode === LINK) return false;
  const stats = statOf(root, path);
  return (
    stats === undefined ||
    stats.size % 2 ** 32 !== stat.readUInt32BE(36) ||
    Math.floor(stats.mtimeMs / 1000) !== stat.readUInt32BE(8)
  );
}

const LINK = 0o120000;

interface MetaParts {
  readonly root: BytePath;
  readonly seen: Scan;
  readonly cache: PartCache | undefined;
  readonly now: Known;
  readonly changed: readonly IndexEntry[];
}

/** What git's tree does not say: modes that are not the usual ones, empty folders, entries named `.git`. */
function metaOf({ root, seen, cache, now, changed }: MetaParts): PartMeta {
  const modes: Record<BytePath, number> = {};
  const looked = new Set<BytePath>();
  const unusual = new Map<BytePath, number>();
  const look = (path: BytePath, mode: number) => {
    if (cache !== undefined || changed.length > 0) looked.add(path);
    if (mode !== usualMode(path, mode)) unusual.set(path, mode);
  };
  for (const { path, mode } of seen.files) look(path, mode);
  for (const { path, mode } of changed) {
    const stats = looked.has(path) || mode === LINK ? undefined : statOf(root, path);
    if (stats !== undefined) look(path, stats.mode & 0o7777);
  }
  for (const [path, mode] of Object.entries(cache?.meta.modes ?? {}))
    if (!path.endsWith("/") && !looked.has(path) && now.paths().has(path)) modes[path] = mode;
  if (unusual.size > 0) {
    // A link has no mode of its own, and what is not in the index is not in the snapshot.
    const files = new Set(now.entries().flatMap(({ path, mode }) => (mode === LINK ? [] : [path])));
    for (const [path, mode] of unusual) if (files.has(path)) modes[path] = mode;
  }
  for (const [path, { mode }] of seen.folders) if (mode !== 0o755) modes[`${path}/`] = mode;
  return {
    modes,
    emptyFolders: [...seen.folders].filter(([path, { empty }]) => empty && path !== "").map(([path]) => path),
    specials: [...seen.dotGits].flatMap(([path, kind]) => (kind === "folder" ? [] : specialAt(root, path, kind))),
  };
}

function timesOf({ root, keepsTime }: PartRequest, now: Known): PartMeta["times"] {
  if (keepsTime === undefined) return undefined;
  const seconds = (path: BytePath) => Math.floor((statOf(root, path)?.mtimeMs ?? 0) / 1000);
  return Object.fromEntries([...now.paths()].filter(keepsTime).map((path) => [path, seconds(path)]));
}

function specialAt(root: BytePath, path: BytePath, kind: "file" | "link"): Special[] {
  const stats = statOf(root, path);
  const isThat = kind === "link" ? stats?.isSymbolicLink() : stats?.isFile(); // to read a pipe would take for ever
  if (stats === undefined || isThat !== true || stats.size > 65_536) return [];
  const file = onDisk(join(root, path));
  const content = kind === "link" ? readlinkSync(file, { encoding: "buffer" }) : readFileSync(file);
  return [{ path, kind, content: content.toString("base64"), mode: stats.mode & 0o7777 }];
}
