import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { groupOf, listSnapshots } from "./catalogue.ts";
import { withStoreLock } from "./lock.ts";
import type { Manifest } from "./manifest.ts";
import { runOfNote } from "./active-note.ts";
import type { Store } from "./store.ts";

export interface PruneLimits {
  /** Older ones go. */
  readonly days: number;
  /** While the store holds more, the oldest goes. */
  readonly bytes: number;
}

export const PRUNE_LIMITS: PruneLimits = { days: 30, bytes: 10 * 1024 ** 3 };

export interface Pruned {
  readonly removed: readonly string[];
  readonly kept: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** Removes what is too old and, while it is too much, the oldest; never the newest of a run, nor of one that goes on. */
export async function pruneStore(
  store: Store,
  limits: PruneLimits,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Pruned> {
  return withStoreLock(store, async () => {
    const bytesBefore = sizeOf(store.path);
    const atWork = new Set(readdirSync(store.at("active")).map(runOfNote));
    const all = listSnapshots(store);
    const newest = all.find(({ reason }) => reason === "run")?.id;
    const isWanted = ({ id, of }: Manifest) => id === newest || atWork.has(of) || atWork.has(groupOf(of));
    const oldest = Date.now() - limits.days * 86_400_000;
    const removed = all.filter((one) => !isWanted(one) && Date.parse(one.createdAt) < oldest).map(({ id }) => id);
    if (dryRun) return { removed, kept: all.length - removed.length, bytesBefore, bytesAfter: bytesBefore };
    for (const id of removed) rmSync(store.at("snapshots", `${id}.json`));
    let kept = all.filter(({ id }) => !removed.includes(id));
    if (removed.length > 0) await sweep(store, kept);
    while (kept.length > 1 && sizeOf(store.path) > limits.bytes) {
      const last = kept.findLast((one) => !isWanted(one));
      if (last === undefined) break;
      rmSync(store.at("snapshots", `${last.id}.json`));
      removed.push(last.id);
      kept = kept.filter((one) => one !== last);
      await sweep(store, kept);
    }
    return { removed, kept: kept.length, bytesBefore, bytesAfter: sizeOf(store.path) };
  });
}

/**
 * Deletes what no kept snapshot needs. First everything that they need is gathered into one pack of the store's own, so
 * that a mirrored pack can go whatever is in it; killed at any moment, only garbage is left.
 */
async function sweep(store: Store, kept: readonly Manifest[]): Promise<void> {
  const trees = kept.flatMap(({ work, gitDirs, trees: own }) => [
    work.tree,
    ...gitDirs.map(({ tree }) => tree),
    ...(own ?? []),
  ]);
  const present = new Set(await existing(store, trees));
  const stdin = Buffer.from(`${[...present].join("\n")}\n`);
  const old = ownFiles(store);
  const args = ["pack-objects", "--revs", "-q", store.at("objects/pack/pack")];
  const packed = (await store.git(args, { stdin }))?.toString("latin1").trim();
  if (packed === undefined) return; // nothing was deleted
  for (const file of old) if (!file.includes(packed)) rmSync(file, { force: true });
  const lists = new Set(
    kept.flatMap(({ gitDirs }) => gitDirs.flatMap(({ objects }) => objects.map(({ list }) => list))),
  );
  const named = new Set(
    [...lists].flatMap((list) =>
      readFileSync(store.at("lists", list), "utf8")
        .split("\n")
        .map((line) => line.replace(/^~/, "")),
    ),
  );
  for (const name of filesBelow(store.at("mirror")))
    if (!named.has(name)) rmSync(store.at("mirror", name), { force: true });
  const metas = new Set(kept.flatMap(({ work, gitDirs }) => [work.meta, ...gitDirs.map(({ meta }) => meta)]));
  for (const name of readdirSync(store.at("metas"))) if (!metas.has(name)) rmSync(store.at("metas", name));
  for (const name of readdirSync(store.at("lists"))) if (!lists.has(name)) rmSync(store.at("lists", name));
  // They know object names that may be gone: the next snapshot looks at everything anew.
  for (const name of readdirSync(store.at("parts"))) rmSync(store.at("parts", name));
}

async function existing(store: Store, oids: readonly string[]): Promise<string[]> {
  const answer = await store.git(["cat-file", "--batch-check"], { stdin: Buffer.from(`${oids.join("\n")}\n`) });
  const lines = answer?.toString("latin1").split("\n") ?? [];
  return lines.filter((line) => / tree \d+$/.test(line)).map((line) => line.slice(0, line.indexOf(" ")));
}

function ownFiles(store: Store): string[] {
  return filesBelow(store.at("objects"))
    .filter((name) => !name.startsWith("info/"))
    .map((name) => store.at("objects", name));
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Bytes of everything in a folder. */
export function sizeOf(folder: string): number {
  return filesBelow(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

const LOOK_EVERY_MS = 86_400_000;

/** Once a day, while an agent works. What cannot be removed is left for the next time. */
export async function pruneInPassing(store: Store): Promise<void> {
  const stamp = store.at("pruned");
  const last = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  if (last !== undefined && Date.now() - last < LOOK_EVERY_MS) return;
  writeFileSync(stamp, "");
  // A store that was just made has nothing to remove.
  if (last !== undefined) await pruneStore(store, PRUNE_LIMITS, { dryRun: false }).catch(() => {});
}
