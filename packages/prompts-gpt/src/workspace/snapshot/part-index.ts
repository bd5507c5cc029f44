import { ExecutionError } from "../../errors.ts";
import { holds } from "../../version-range.ts";
import { type BytePath, textOf } from "./byte-path.ts";
import { readIndex } from "./known.ts";
import type { PartRequest } from "./part-request.ts";
import type { Store } from "./store.ts";

/** Brings the entries of the index up to date with the disk; false when some of them could not be. */
export async function refresh({ store, root, isDense }: PartRequest, index: string): Promise<boolean> {
  const work = textOf(root);
  const args = [...compression(isDense), "add", "--update", "--ignore-errors"];
  return (await store.git(args, { index, work })) !== undefined;
}

/** Entries that are not what stands on disk: an old one must never pass for the present. */
export async function different({ store, root }: PartRequest, index: string): Promise<BytePath[]> {
  const work = textOf(root);
  const answer = await store.git(["diff-files", "--name-only", "-z"], { index, work });
  if (answer === undefined) throw notTaken(store);
  return answer.toString("latin1").split("\0").filter(Boolean);
}

interface IndexChange {
  readonly add: readonly BytePath[];
  readonly remove: readonly BytePath[];
}

/** Sorted, because each path is then put behind the last one; anywhere else, 50,000 of them take seconds. */
export async function update(request: PartRequest, index: string, { add, remove }: IndexChange): Promise<void> {
  const { store, root, isDense } = request;
  const work = textOf(root);
  const list = (paths: readonly BytePath[]) => Buffer.from(`${paths.toSorted().join("\0")}\0`, "latin1");
  const call = async (how: readonly string[], paths: readonly BytePath[]) => {
    if (paths.length === 0) return;
    const packing = paths.length < MANY ? [] : await intoOnePack(store);
    const args = [...compression(isDense), ...packing, "update-index", ...how, "-z", "--stdin"];
    if ((await store.git(args, { index, work, stdin: list(paths) })) === undefined) throw notTaken(store);
  };
  await call(["--force-remove"], remove);
  await call(["--add", "--remove", "--replace"], add);
}

function compression(isDense = false): string[] {
  return isDense ? ["-c", "core.looseCompression=0"] : [];
}

const MANY = 500;

/**
 * What git takes for big goes straight into a pack, one for the whole call (since 2.37): for 50,000 files half the time of
 * as many object files, and a tenth of the space or less.
 */
async function intoOnePack(store: Store): Promise<string[]> {
  const version = (await store.git(["version"]))?.toString("latin1") ?? "";
  return holds(">=2.37", version) ? ["-c", "core.bigFileThreshold=1", "-c", "core.compression=1"] : [];
}

/** The tree of the index, and the sum of the index then: git notes in it which trees it has written. */
export async function writeTree(store: Store, index: string): Promise<{ readonly tree: string; readonly sum: string }> {
  const answer = await store.git(["write-tree"], { index });
  if (answer === undefined) throw notTaken(store);
  return { tree: answer.toString("latin1").trim(), sum: readIndex(store, index).sum };
}

function notTaken(store: Store): ExecutionError {
  return new ExecutionError(
    `git could not write the snapshot to ${store.path}: no space left, or not allowed.`,
    "df -h ~",
  );
}
