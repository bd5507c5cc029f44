import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { capture, type Env } from "../../process/spawn.ts";
import { type BytePath, bytePath, textOf } from "./byte-path.ts";
import { DEPENDENCY_FOLDERS, isDependencyFolder } from "./dependency-folder.ts";
import { FORMAT, FORMAT_PASSED_BY, listingsFrom } from "./find-output.ts";
import type { Listing } from "./listings.ts";
import type { Store } from "./store.ts";

/** Folders that a program beside us reads. */
export interface Ahead {
  /** When that began: milliseconds since 1970. */
  readonly started: number;
  readonly folders: ReadonlySet<BytePath>;
  /** Of these and all below them, by path. What could not be read in full is missing, and to be read by whoever wants it. */
  readonly listings: Promise<ReadonlyMap<BytePath, Listing>>;
}

interface Wish {
  /** A folder, as bytes, absolute. */
  readonly root: BytePath;
  readonly env: Env;
  readonly intoDependencies: boolean;
}

/** Of the folders: more than half, because we begin to read later, and are the slower reader. */
const SHARE = 0.65;
/** Enough to share them out evenly. */
const FEWEST_FOLDERS = 32;
/** More would be too long a command line. */
const MOST_FOLDERS = 2000;

/**
 * Begins to read a good half of what is below `root`, by GNU find where it is there. To look at 50,000 files takes the
 * system some 200 ms, which git spends in several threads; a second thread of Node's own takes as long to get going.
 */
export function findAhead(store: Store, wish: Wish): Ahead {
  const started = Date.now();
  const all = foldersBelow(wish);
  const folders = all.slice(0, Math.ceil(all.length * SHARE));
  const listings = find(folders, { to: store.at("parts", "found"), wish });
  return { started, folders: new Set(folders.map((folder) => bytePath(folder.slice("./".length)))), listings };
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

/** Nothing at all when there was anything that find could not read, or would not understand. */
async function find(folders: readonly string[], { to, wish }: Finding): Promise<ReadonlyMap<BytePath, Listing>> {
  if (folders.length === 0) return new Map();
  const { root, env, intoDependencies } = wish;
  const passedBy = [".git", ...(intoDependencies ? [] : DEPENDENCY_FOLDERS)];
  const isOne = passedBy.flatMap((name) => ["-o", "-name", name]).slice(1);
  const passBy = ["-type", "d", "(", ...isOne, ")", "-prune", "-fprintf", to, FORMAT_PASSED_BY];
  const args = [...folders, ...passBy, "-o", "-fprintf", to, FORMAT];
  try {
    const { exit } = await capture({ file: "find", args }, { cwd: textOf(root), env: { ...env, LC_ALL: "C" } });
    return exit.kind === "exited" && exit.code === 0 ? listingsFrom(readFileSync(to)) : new Map();
  } catch {
    return new Map(); // no such file, no memory: the scan reads for itself
  } finally {
    rmSync(to, { force: true });
  }
}
