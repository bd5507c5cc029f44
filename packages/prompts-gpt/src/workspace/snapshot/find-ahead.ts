import { closeSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { capture, type Env } from "../../process/spawn.ts";
import { type BytePath, bytePath, textOf } from "./byte-path.ts";
import { DEPENDENCY_FOLDERS, isDependencyFolder } from "./dependency-folder.ts";
import { FORMAT, FORMAT_PASSED_BY, type Listings, listingsFrom } from "./find-output.ts";
import type { Store } from "./store.ts";

/** Folders that programs beside us read. */
export interface Ahead {
  /** When that began: milliseconds since 1970. */
  readonly started: number;
  readonly folders: ReadonlySet<BytePath>;
  /** Of these and all below them, as they come. Ends with "failed" when there was anything that could not be read so. */
  readonly listings: AsyncIterable<Listings | "failed">;
}

interface Wish {
  /** A folder, as bytes, absolute. */
  readonly root: BytePath;
  readonly env: Env;
  readonly intoDependencies: boolean;
}

/** At once: as many as git's own look at the files has threads for on two cores. */
const FINDS = 2;
/** Enough to share them out evenly. */
const FEWEST_FOLDERS = 32;
/** More would be too long a command line. */
const MOST_FOLDERS = 2000;

/**
 * Begins to read what is below `root`, by GNU find where it is there: to look at 50,000 files takes Node more than twice as
 * long. We are free meanwhile to read git's index; a second thread of Node's own takes half as long to get going.
 */
export function findAhead(store: Store, wish: Wish): Ahead {
  const started = Date.now();
  const folders = foldersBelow(wish);
  const each = Math.ceil(folders.length / FINDS);
  const finds = Array.from({ length: each === 0 ? 0 : FINDS }, (_, at) =>
    find(folders.slice(at * each, (at + 1) * each), { to: store.at("parts", `found-${at}`), wish }),
  );
  return {
    started,
    folders: new Set(folders.map((folder) => bytePath(folder.slice("./".length)))),
    listings: inTurn(finds),
  };
}

async function* inTurn<T>(all: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  for (const one of all) yield* one;
}

/** Of the first depth where there are enough. None when a name is no text: arguments have to be. */
function foldersBelow(wish: Wish): readonly string[] {
  let level: readonly string[] = ["."];
  while (level.length > 0 && level.length < FEWEST_FOLDERS) level = level.flatMap((folder) => foldersIn(folder, wish));
  return level.length > MOST_FOLDERS || level.some((path) => path.includes("\uFFFD")) ? [] : level;
}

function foldersIn(folder: string, { root, intoDependencies }: Wish): string[] {
  const isWanted = (name: string) => name !== ".git" && (intoDependencies || !isDependencyFolder(name));
  try {
    return readdirSync(join(textOf(root), folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isWanted(entry.name))
      .map(({ name }) => `${folder}/${name}`);
  } catch {
    return []; // the scan says so
  }
}

interface Finding {
  /** A file, because we are busy while find writes. */
  readonly to: string;
  readonly wish: Wish;
}

/** Begins at once, whenever somebody asks for what it finds. */
function find(folders: readonly string[], { to, wish }: Finding): AsyncIterable<Listings | "failed"> {
  const { root, env, intoDependencies } = wish;
  const passedBy = [".git", ...(intoDependencies ? [] : DEPENDENCY_FOLDERS)];
  const isOne = passedBy.flatMap((name) => ["-o", "-name", name]).slice(1);
  const print = (format: string) => ["-fprintf", to, format];
  // Files first: find looks at names before it looks at kinds, and two dozen names take as long as all the rest.
  const files = ["-not", "-type", "d", ...print(FORMAT)];
  const shut = ["(", ...isOne, ")", "-prune", ...print(FORMAT_PASSED_BY)];
  const args = [...folders, ...files, "-o", ...shut, "-o", ...print(FORMAT)];
  const asked = capture({ file: "find", args }, { cwd: textOf(root), env: { ...env, LC_ALL: "C" } });
  const ended = asked.then(
    ({ exit }) => exit.kind === "exited" && exit.code === 0,
    () => false, // no such file, no memory: the scan reads for itself
  );
  return follow(to, ended);
}

/** A find comes by some thousand files meanwhile. */
const PAUSE_MS = 10;
/** So much more of it is worth a look. */
const PIECE_BYTES = 128 * 1024;

/** What a file that is still being written says; then it is removed. `ended`: whether all went well. */
async function* follow(file: string, ended: Promise<boolean>): AsyncGenerator<Listings | "failed"> {
  try {
    let from = 0;
    let enough = PIECE_BYTES;
    for (let hasEnded = false; !hasEnded;) {
      hasEnded = await Promise.race([ended.then(() => true), sleep(PAUSE_MS, false)]);
      if (hasEnded && !(await ended)) return void (yield "failed");
      const size = sizeOf(file);
      if (!hasEnded && size - from < enough) continue;
      const { listings, used } = listingsFrom(bytesOf(file, { from, to: size }), hasEnded);
      yield listings;
      from += used;
      enough = Math.max(PIECE_BYTES, 2 * (size - from)); // a folder of many files is not read again each time
    }
  } finally {
    rmSync(file, { force: true });
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function bytesOf(file: string, { from, to }: { readonly from: number; readonly to: number }): Buffer {
  const bytes = Buffer.allocUnsafe(to - from);
  const open = openSync(file, "r");
  try {
    return bytes.subarray(0, readSync(open, bytes, 0, bytes.length, from));
  } finally {
    closeSync(open);
  }
}
