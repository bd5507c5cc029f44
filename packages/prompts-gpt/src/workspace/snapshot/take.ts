import { writeWhole } from "../../write-whole.ts";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { createHash, randomBytes } from "node:crypto";
import type { Env } from "../../process/spawn.ts";
import { ignoredAmong } from "../git.ts";
import { type BytePath, bytePath, joinBytes, nameOf, textOf } from "./byte-path.ts";
import { isDependencyFolder } from "./dependency-folder.ts";
import { findAhead } from "./find-ahead.ts";
import { type GitDir, gitDirOf, hashOf, ownGitDir } from "./git-dirs.ts";
import { isLock } from "./git-locks.ts";
import { withStoreLock } from "./lock.ts";
import type { GitPart, Manifest, ObjectList, Part } from "./manifest.ts";
import { mirrorObjects } from "./mirror.ts";
import type { PartRequest } from "./part-request.ts";
import { takePart, type TakenPart } from "./part.ts";
import type { FoundFile, Verdict } from "./scan.ts";
import { seedFrom } from "./seed-index.ts";
import { openStore, type Store } from "./store.ts";

export interface SnapshotRequest {
  /** The top of a working tree, or a plain folder. Absolute, without links. */
  readonly root: string;
  readonly env: Env;
  readonly reason: Manifest["reason"];
  readonly of: string;
  readonly wish: Manifest["wish"];
  /** `.git` folders that are to be in it also when nothing in the folder leads to them any more. Absolute. */
  readonly also?: readonly BytePath[];
  /** Files that are to be in it whatever ignores them: something is going to be written in their place. */
  readonly wanted?: ReadonlySet<BytePath>;
}

export interface Snapshot extends Manifest {
  readonly store: Store;
  /** Files that were written to while they were read, three times in a row. */
  readonly moving: readonly BytePath[];
}

const SMALL_BYTES = 1024 * 1024;
/** Outside of git, where nothing says what matters. */
const PLAIN_FOLDER_FILES = 100_000;
const ATTEMPTS = 3;

/** Writes down everything below `root` that a person could miss, without touching any of it. */
export async function takeSnapshot(request: SnapshotRequest): Promise<Snapshot> {
  const gitDir = gitDirOf(request.root);
  const store = openStore(request.root, hashOf(gitDir?.path), request.env);
  return withStoreLock(store, async () => {
    borrowFromMirror(store);
    let taken = await takeParts(request, { store, gitDir });
    for (let attempt = 1; attempt < ATTEMPTS && taken.moving.length > 0; attempt++) {
      taken = await takeParts(request, { store, gitDir });
    }
    const { moving, ...parts } = taken;
    const createdAt = new Date().toISOString();
    const manifest: Manifest = {
      schemaVersion: 1,
      id: newId(createdAt),
      root: request.root,
      createdAt,
      reason: request.reason,
      of: request.of,
      wish: request.wish,
      ...parts,
    };
    writeWhole(store.at("snapshots", `${manifest.id}.json`), JSON.stringify(manifest));
    return { ...manifest, store, moving };
  });
}

/** The same state under another name: of two runs that began at once, each has a snapshot of its own. */
export function copySnapshot({ store, moving, ...manifest }: Snapshot, of: string): Snapshot {
  const copy = { ...manifest, of, id: newId(manifest.createdAt) };
  writeWhole(store.at("snapshots", `${copy.id}.json`), JSON.stringify(copy));
  return { ...copy, store, moving };
}

function newId(createdAt: string): string {
  return `${createdAt.replace(/[-:.]/g, "")}-${randomBytes(3).toString("hex")}`;
}

/** Objects that the repository has already need no second copy. */
function borrowFromMirror(store: Store): void {
  const file = store.at("objects/info/alternates");
  if (!existsSync(file)) writeWhole(file, "../mirror\n");
}

interface Place {
  readonly store: Store;
  readonly gitDir: GitDir | undefined;
}

type Parts = Pick<Manifest, "work" | "gitDirs" | "omitted" | "ignored"> & { readonly moving: readonly BytePath[] };

async function takeParts(request: SnapshotRequest, place: Place): Promise<Parts> {
  const { store, gitDir } = place;
  const root = bytePath(request.root);
  const [work, own] = await Promise.all([
    takePart(workRequest(request, place)),
    gitDir && takeGitDir(store, rootGitPath(request.root, gitDir), gitDir),
  ]);
  const all: TakenGitPart[] = own === undefined ? [] : await withInner(store, own);
  for (const [path, kind] of work.dotGits) {
    if (kind !== "folder" || (path === ".git" && own !== undefined)) continue;
    const inner = textOf(`${root}/${path}`);
    all.push(...(await withInner(store, await takeGitDir(store, path, { path: inner, linked: false }))));
  }
  for (const path of request.also ?? []) {
    const folder = textOf(path);
    if (all.every(({ part }) => part.path !== path) && existsSync(folder))
      all.push(await takeGitDir(store, path, { path: folder, linked: false }));
  }
  return {
    work: partOf(work),
    gitDirs: all.map(({ part }) => part),
    omitted: [...work.omitted, ...all.flatMap(({ omitted }) => omitted)],
    ignored: work.ignored,
    moving: [...work.moving, ...all.flatMap(({ moving }) => moving)],
  };
}

/** A repository may hold others in its `.git` folder: its hooks, say, under version control of their own. */
async function withInner(store: Store, one: TakenGitPart): Promise<TakenGitPart[]> {
  const found = [one];
  for (const [inner, kind] of one.dotGits) {
    if (kind !== "folder") continue;
    const path = joinBytes(one.part.path, inner);
    const folder = { path: join(one.folder, textOf(inner)), linked: false };
    found.push(...(await withInner(store, await takeGitDir(store, path, folder))));
  }
  return found;
}

function rootGitPath(root: string, { path, linked }: GitDir): BytePath {
  return linked || path === join(root, ".git") ? ".git" : bytePath(path);
}

function partOf({ tree, meta }: TakenPart): Part {
  return { tree, meta };
}

function workRequest({ root, env, wish, wanted }: SnapshotRequest, { store, gitDir }: Place): PartRequest {
  const { ignored } = wish;
  const isGit = gitDir !== undefined;
  const verdict = (path: BytePath, kind: "folder" | "file"): Verdict => {
    if (isOurs(path)) return "skip";
    return kind === "folder" && ignored !== "all" && isDependencyFolder(path) ? "hold" : "take";
  };
  const takes = { small: ({ size }: FoundFile) => size <= SMALL_BYTES, all: () => true, none: () => false };
  return {
    store,
    key: "work",
    root: bytePath(root),
    rules: { verdict, mostFiles: isGit ? Infinity : PLAIN_FOLDER_FILES },
    wish: JSON.stringify([ignored, isGit]),
    excluded: isOurs,
    takesIgnored: (file) => takes[ignored](file) || wanted?.has(file.path) === true,
    wantsBelow: (folder) => [...(wanted ?? [])].some((path) => path.startsWith(`${folder}/`)),
    ...(isGit
      ? {
          seed() {
            mirrorObjects(store, gitDir.path); // first: our index then starts from the repository's own, which names them
            return seedFrom({ root, store, gitDir, env });
          },
          ...(hasMany(root) && {
            ahead: () => findAhead(store, { root: bytePath(root), env, intoDependencies: ignored === "all" }),
          }),
          ignoredAmong: (paths: readonly BytePath[], below: BytePath = "") =>
            ignoredAmong(paths, { cwd: join(root, textOf(below)), env }),
        }
      : { ignoredAmong: async (paths: readonly BytePath[]) => new Set(paths.filter(isDependencyFolder)) }),
  };
}

/** Some ten thousand files, by the length of the repository's index: so many that programs beside us pay. */
const LONG_INDEX_BYTES = 1_000_000;

function hasMany(root: string): boolean {
  const stats = statSync(join(ownGitDir(root) ?? "", "index"), { throwIfNoEntry: false });
  return (stats?.size ?? 0) > LONG_INDEX_BYTES;
}

/** A registry's token and the lock of a sweep, also while they are being written; of whichever project below the folder. */
function isOurs(path: BytePath): boolean {
  return (
    path.includes(".prompts-gpt/.") && /(?:^|\/)\.prompts-gpt\/\.(?:credentials\.json|sweep\.lock)[^/]*$/.test(path)
  );
}

interface TakenGitPart {
  readonly part: GitPart;
  readonly omitted: Manifest["omitted"];
  readonly moving: readonly BytePath[];
  readonly dotGits: TakenPart["dotGits"];
  /** Where it stands. */
  readonly folder: string;
}

/** Everything in a `.git` folder but its objects, which are mirrored, and what git holds only for a moment. */
async function takeGitDir(store: Store, path: BytePath, gitDir: GitDir): Promise<TakenGitPart> {
  const verdict = (entry: BytePath, kind: "folder" | "file"): Verdict => {
    const skip = kind === "folder" ? isObjectsFolder(gitDir.path, entry) : isLock(entry);
    return skip ? "skip" : "take";
  };
  const taken = await takePart({
    store,
    key: `git-${createHash("sha256").update(path).digest("hex").slice(0, 16)}`,
    root: bytePath(gitDir.path),
    rules: { verdict, mostFiles: Infinity },
    isDense: true,
    wish: "",
    excluded: () => false,
    takesIgnored: () => true,
    keepsTime: (inner) => nameOf(inner) === "index" || nameOf(inner).startsWith("sharedindex."),
  });
  // After what names them: git writes an object before its name.
  const objects = [...taken.folders.keys()].flatMap((folder): ObjectList[] => {
    const repository = join(gitDir.path, textOf(folder));
    if (!taken.folders.has(joinBytes(folder, "refs")) || !existsSync(join(repository, "objects"))) return [];
    return [{ of: folder, list: mirrorObjects(store, repository) }];
  });
  const omitted = taken.omitted.map((one) => ({ ...one, path: one.path === "" ? path : joinBytes(path, one.path) }));
  const part = { path, ...partOf(taken), objects, ...(gitDir.linked ? { linked: true } : {}) };
  const moving = taken.moving.map((inner) => joinBytes(path, inner));
  return { part, omitted, moving, dotGits: taken.dotGits, folder: gitDir.path };
}

/** Of the repository itself, whatever is left of that, or of a submodule below `modules`; no branch of that name. */
function isObjectsFolder(gitDir: string, entry: BytePath): boolean {
  if (entry === "objects") return true;
  if (nameOf(entry) !== "objects" || entry.split("/").includes("refs")) return false;
  const parent = dirname(join(gitDir, textOf(entry)));
  return existsSync(join(parent, "HEAD")) || existsSync(join(parent, "config"));
}
