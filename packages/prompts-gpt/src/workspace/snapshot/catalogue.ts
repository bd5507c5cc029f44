import { writeWhole } from "../../write-whole.ts";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { gitDirOf } from "./git-dirs.ts";
import { withStoreLock } from "./lock.ts";
import type { Manifest } from "./manifest.ts";
import { mirrorObjects } from "./mirror.ts";
import { findStore, type Store } from "./store.ts";

/** The store of this folder or of the nearest one above it; also when nothing but the folder is left. */
export function storeAbove(folder: string, env: Env): Store | undefined {
  let here = realpathSync(folder);
  for (;;) {
    const store = findStore(here, env);
    if (store !== undefined) return store;
    if (dirname(here) === here) return undefined;
    here = dirname(here);
  }
}

/** Every snapshot of a store, newest first. */
export function listSnapshots(store: Store): Manifest[] {
  const names = readdirSync(store.at("snapshots")).filter((name) => name.endsWith(".json"));
  return names
    .toSorted()
    .toReversed()
    .map((name) => readManifest(store, name));
}

/**
 * By its own id or that of the run it was taken for; of several runs as one, the first that was taken for any of them.
 * Without either, that of the newest run.
 */
export function findSnapshot(store: Store, wanted: string | undefined): Manifest | undefined {
  const all = listSnapshots(store);
  const ofRuns = all.filter(({ reason }) => reason === "run");
  if (wanted === undefined) {
    const [newest] = ofRuns;
    return newest && (firstOfGroup(ofRuns, groupOf(newest.of)) ?? newest);
  }
  return all.find(({ id }) => id === wanted) ?? ofRuns.find(({ of }) => of === wanted) ?? firstOfGroup(ofRuns, wanted);
}

/** The run that a run is part of, by their ids: members are called by their group's id, a slash, and their own name. Its own when it is part of none. */
export function groupOf(of: string): string {
  return of.split("/")[0] ?? of;
}

function firstOfGroup(newestFirst: readonly Manifest[], group: string): Manifest | undefined {
  return newestFirst.findLast(({ of }) => of.startsWith(`${group}/`));
}

/** Adds to a snapshot what its run made of the tree, and keeps the objects that this takes. */
export async function recordTrees(
  { store, id, root }: Manifest & { readonly store: Store },
  trees: readonly [string, string],
): Promise<void> {
  const gitDir = gitDirOf(root);
  await withStoreLock(store, async () => {
    // Both the same: nothing was committed either.
    if (gitDir !== undefined && trees[0] !== trees[1]) mirrorObjects(store, gitDir.path);
    const manifest = readManifest(store, `${id}.json`);
    writeWhole(store.at("snapshots", `${id}.json`), JSON.stringify({ ...manifest, trees }));
  });
}

function readManifest(store: Store, name: string): Manifest {
  return JSON.parse(readFileSync(store.at("snapshots", name), "utf8")) as Manifest; // written whole, by us alone
}
