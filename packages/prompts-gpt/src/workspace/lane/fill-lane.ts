import { chmodSync, constants } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import type { Env } from "../../process/spawn.ts";
import { type BytePath, bytePath, onDisk, parentOf } from "../snapshot/byte-path.ts";
import { hasRealParents, join, statOf } from "../snapshot/stat.ts";
import { type Conversions, conversionsOf } from "./conversions.ts";
import { type GitIn, gitIn, laneGit, nulEnded, nulSplit } from "./git-in.ts";
import { type Lane, startOf } from "./lane.ts";
import { type FileLook, looksOf } from "./user-stats.ts";

interface Filled {
  /** Repositories in the repository: empty folders in a lane. */
  readonly submodules: readonly BytePath[];
}

const WRITE = ["checkout-index", "--force", "--index", "--quiet"];

/**
 * Fills an empty working tree with the files of the base, byte for byte and mode for mode as they stand in the user's.
 * Git writes them; what it converts on the way is copied from the user's, unless that has changed since the base was taken.
 */
export async function fillLane(lane: Lane, env: Env): Promise<Filled> {
  const { base, top } = lane;
  const [git, user] = [laneGit(lane, env), gitIn(base.top, env)];
  await git.bytes(["read-tree", startOf(lane)]);
  await keepSparse(user, { git, top: base.top });
  const rows = nulSplit(await git.bytes(["ls-files", "--stage", "-z"]));
  const paths = rows.map((row) => row.slice(row.indexOf("\t") + 1));
  const submodules = paths.filter((_, at) => rows[at]?.startsWith("160000 "));
  const conversions = await conversionsOf(paths, user);
  const [looks] = await Promise.all([looksOf(base.top, paths), writePlain(git, paths, conversions)]);
  const copied = await copyConverted({ from: base.top, to: top }, { looks, conversions });
  const moded = giveModes(top, looks);
  if (copied.size + moded + conversions.filtered.size === 0) return { submodules };
  // Entries without what git knew of their files: by a file's size alone it would take it for another.
  const anew = rows.filter((_, at) => copied.has(paths[at] ?? ""));
  await git.bytes(["update-index", "-z", "--index-info"], nulEnded(anew));
  await git.bytes(["update-index", "-q", "--refresh"]);
  const different = nulSplit(await git.bytes(["diff-files", "--name-only", "-z"]));
  if (different.length > 0) await git.bytes([...WRITE, "-z", "--stdin"], nulEnded(different));
  return { submodules };
}

/** In a sparse checkout most files are not there, and are to be missed by nobody. */
async function keepSparse(user: GitIn, { git, top }: { readonly git: GitIn; readonly top: string }): Promise<void> {
  const rows = nulSplit(await user.bytes(["ls-files", "-t", "-z"])).filter((row) => row.startsWith("S "));
  const absent = rows.map((row) => row.slice(2)).filter((path) => statOf(bytePath(top), path) === undefined);
  if (absent.length === 0) return;
  const known = new Set(nulSplit(await git.bytes(["ls-files", "-z"])));
  const stdin = nulEnded(absent.filter((path) => known.has(path)));
  await git.bytes(["update-index", "--skip-worktree", "-z", "--stdin"], stdin);
}

async function writePlain(git: GitIn, paths: readonly BytePath[], { filtered }: Conversions): Promise<void> {
  if (filtered.size === 0) await git.bytes([...WRITE, "--all"]);
  else await git.bytes([...WRITE, "-z", "--stdin"], nulEnded(paths.filter((path) => !filtered.has(path))));
}

interface Ways {
  readonly from: string;
  readonly to: string;
}

interface Known {
  readonly looks: ReadonlyMap<BytePath, FileLook>;
  readonly conversions: Conversions;
}

async function copyConverted({ from, to }: Ways, { looks, conversions }: Known): Promise<ReadonlySet<BytePath>> {
  const { lineEnds, filtered } = conversions;
  if (!lineEnds && filtered.size === 0) return new Set();
  const [user, lane] = [bytePath(from), bytePath(to)];
  const isOther = (path: BytePath, { size }: FileLook) => {
    const stats = statOf(lane, path);
    return filtered.has(path) ? stats === undefined : stats?.isFile() === true && stats.size !== size;
  };
  const wanted = [...looks].filter(([path, look]) => isOther(path, look) && hasRealParents(user, path));
  for (const [path] of wanted) {
    await mkdir(onDisk(join(lane, parentOf(path))), { recursive: true });
    await copyFile(onDisk(join(user, path)), onDisk(join(lane, path)), constants.COPYFILE_FICLONE);
  }
  return new Set(wanted.map(([path]) => path));
}

/** What git gives a file is the same for all, programs apart; where the user's has another mode, the lane's gets it. */
function giveModes(to: string, looks: ReadonlyMap<BytePath, FileLook>): number {
  const lane = bytePath(to);
  const modeAt = (path: BytePath) => {
    const stats = statOf(lane, path);
    return stats?.isFile() === true ? stats.mode & 0o7777 : undefined;
  };
  const usual = new Map<boolean, number>();
  let given = 0;
  for (const [path, { mode }] of looks) {
    const isProgram = (mode & 0o100) !== 0;
    if (usual.get(isProgram) === mode) continue;
    const now = modeAt(path);
    if (now === undefined) continue;
    if (((now & 0o100) !== 0) === isProgram) usual.set(isProgram, now);
    if (now === mode) continue;
    chmodSync(onDisk(join(lane, path)), mode & 0o777);
    given++;
  }
  return given;
}
