import { accessSync, constants, existsSync, rmSync } from "node:fs";
import { type BytePath, nameOf, onDisk } from "./byte-path.ts";
import type { Amount, Omitted, Part, PartMeta } from "./manifest.ts";
import { type PartCache, readCache, writeCache } from "./part-cache.ts";
import { changedBetween, type Known, readIndex } from "./known.ts";
import { different, refresh, update, writeTree } from "./part-index.ts";
import { isMoving } from "./index-stat.ts";
import { comparedTo, staleAmong, unseenIn } from "./part-compare.ts";
import { metaOf } from "./part-meta.ts";
import type { PartRequest } from "./part-request.ts";
import { type Sight, sortOut } from "./part-sort.ts";
import { keepPipesMoving } from "./pipes.ts";
import { type Scan, scan } from "./scan.ts";
import { statOf } from "./stat.ts";
import type { Planted } from "./seed-index.ts";
import { keep } from "./store.ts";

export interface TakenPart extends Part {
  readonly dotGits: Scan["dotGits"];
  readonly folders: Scan["folders"];
  readonly omitted: readonly Omitted[];
  readonly ignored: Amount;
  /** Files that were written to while they were read. */
  readonly moving: readonly BytePath[];
}

/** Looks at one folder. What is remembered of it only saves time: when it is of no use, everything is looked at anew. */
export async function takePart(request: PartRequest): Promise<TakenPart> {
  const { store, key } = request;
  const remembered = [`${key}.index`, `${key}.json`].map((name) => store.at("parts", name));
  try {
    return await takeOnce(request);
  } catch (error) {
    if (!remembered.some((file) => existsSync(file))) throw error;
    for (const file of remembered) rmSync(file, { force: true });
    const { seed: _, ahead: _ahead, ...fromNothing } = request; // the first find may still be writing
    return takeOnce(fromNothing);
  }
}

/** Git compares what it knows while we look for what is new. */
async function takeOnce(request: PartRequest): Promise<TakenPart> {
  const { store, key, root } = request;
  const started = Date.now();
  const index = `parts/${key}.index`;
  rmSync(store.at(`${index}.lock`), { force: true }); // ours alone: we hold the store's lock
  const isFirst = !existsSync(store.at(index));
  const ahead = isFirst ? request.ahead?.() : undefined;
  const seed = isFirst ? await request.seed?.() : undefined;
  const before = seed?.known ?? readIndex(store, index);
  const cache = seed === undefined ? readCache(store, key, { sum: before.sum, wish: request.wish }) : undefined;
  // Git compares the files of folders that the scan passes over; where it passes over none, it compares them itself.
  const comparing = cache === undefined || isShut(root) ? undefined : refresh(request, index);
  const rules = cache === undefined ? { ...request.rules, isAsIndexed: comparedTo(before) } : request.rules;
  const seen = await scan(root, rules, { known: cache?.scan, ahead });
  const planted = await seed?.plant(store.at(index));
  const stop = keepPipesMoving(root, seen);
  try {
    return await finishPart(request, { index, before, cache, rules, seen, comparing, planted, started });
  } finally {
    stop();
  }
}

interface Begun extends Omit<Sight, "known" | "stuck"> {
  readonly started: number;
  readonly planted: Planted | undefined;
  readonly index: string;
  readonly before: Known;
  readonly comparing: Promise<boolean> | undefined;
}

async function finishPart(request: PartRequest, begun: Begun): Promise<TakenPart> {
  const { store, key, root } = request;
  const { index, before, cache, rules, seen, comparing, planted, started } = begun;
  const stuck = (await comparing) === false ? await different(request, index) : (planted?.unsound ?? []);
  const compared = readIndex(store, index, before);
  const sorted = await sortOut(request, { seen, cache, rules, known: compared, stuck });
  // Git leaves entries as they were when something stands there that it cannot take.
  const special = seen.omitted.filter(({ why }) => why === "special file").map(({ path }) => path);
  const { gone, there } = cache === undefined ? unseenIn(root, seen, compared) : NOTHING;
  const never = [
    ...there.filter((path) => request.excluded(path)),
    ...sorted.unreadable,
    ...special,
    ...[...seen.dotGits.keys()].filter((path) => nameOf(path).toLowerCase() !== ".git"), // no index has one of these
  ];
  const dropped = new Set([...never.filter((path) => compared.entries().has(path)), ...gone]);
  const stale = staleAmong(root, cache?.young ?? [], compared).filter((path) => !dropped.has(path));
  const again = [...stuck, ...there, ...stale].filter((path) => !dropped.has(path));
  const added = [...sorted.added.map(({ path }) => path), ...again];
  await update(request, index, { add: added, remove: [...dropped, ...stale] });
  const now = added.length + dropped.size === 0 ? compared : readIndex(store, index);
  const changed = now.sum === before.sum ? [] : changedBetween(before, now, store);
  const noted = cache ?? (planted?.tree !== undefined ? { tree: planted.tree, sum: before.sum } : undefined);
  const { tree, sum } = noted !== undefined && now.sum === noted.sum ? noted : await writeTree(store, index);
  const isSame = cache !== undefined && now.sum === cache.sum && !seen.isNew && isSettled(cache);
  const found = isSame ? cache : metaOf({ root, seen, cache, now, changed, started });
  const meta = isSame ? cache.meta : { ...found.meta, ...timesOf(request, now) };
  const { omitted: leftOut, ignored } = sorted;
  if (!isSame || JSON.stringify(leftOut) !== JSON.stringify(cache.omitted)) {
    const { young } = found;
    writeCache(store, key, { sum, tree, meta, young, scan: seen, omitted: leftOut, ignored, wish: request.wish });
  }
  return {
    tree,
    meta: keep(store, "metas", JSON.stringify(meta)),
    dotGits: seen.dotGits,
    folders: seen.folders,
    omitted: [...seen.omitted, ...leftOut],
    ignored,
    moving: changed.filter((entry) => isMoving(root, entry)).map(({ path }) => path),
  };
}

const NOTHING = { gone: [], there: [] } as const;

/** Nothing in it that may have changed where nothing else shows it. */
function isSettled({ meta, young }: PartCache): boolean {
  return meta.specials.length === 0 && young.length === 0;
}

function timesOf({ root, keepsTime }: PartRequest, now: Known): Pick<PartMeta, "times"> {
  if (keepsTime === undefined) return {};
  const seconds = (path: BytePath) => Math.floor((statOf(root, path)?.mtimeMs ?? 0) / 1000);
  return {
    times: Object.fromEntries([...now.entries().keys()].filter(keepsTime).map((path) => [path, seconds(path)])),
  };
}

/** Git would not even start there. */
function isShut(root: BytePath): boolean {
  try {
    accessSync(onDisk(root), constants.R_OK | constants.X_OK);
    return false;
  } catch {
    return true;
  }
}
