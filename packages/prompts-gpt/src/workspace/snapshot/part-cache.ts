import { writeWhole } from "../../write-whole.ts";
import { existsSync, readFileSync } from "node:fs";
import type { BytePath } from "./byte-path.ts";
import type { Amount, Omitted, PartMeta } from "./manifest.ts";
import { emptyScan, type FolderState, type Scan } from "./scan.ts";
import type { Store } from "./store.ts";

/** What the next snapshot of a part need not find out again. It belongs to one state of the part's index. */
export interface PartCache {
  /** The checksum that git writes at the end of the index. */
  readonly sum: string;
  readonly tree: string;
  readonly meta: PartMeta;
  /** Files that changed too short a time ago for git to tell a later mode. */
  readonly young: readonly BytePath[];
  readonly scan: Scan;
  readonly omitted: readonly Omitted[];
  readonly ignored: Amount;
  /** What was asked for: other wishes find other files. */
  readonly wish: string;
}

interface Written extends Omit<PartCache, "scan"> {
  readonly schemaVersion: 1;
  /** Each after the one that it is in. */
  readonly folders: readonly (readonly [path: BytePath, stamp: string, mode: number, empty: boolean])[];
  readonly dotGits: readonly (readonly [BytePath, "folder" | "file" | "link"])[];
  readonly found: readonly Omitted[];
}

/** Undefined when there is none for this index: then everything is looked at anew. */
export function readCache(store: Store, key: string, expected: Pick<PartCache, "sum" | "wish">): PartCache | undefined {
  const file = store.at("parts", `${key}.json`);
  if (!existsSync(file)) return undefined;
  const { folders, dotGits, found, ...kept } = JSON.parse(readFileSync(file, "utf8")) as Written; // written whole, by us alone
  if (kept.sum !== expected.sum || kept.wish !== expected.wish) return undefined;
  const states = folders.map(([path, stamp, mode, empty]): [BytePath, FolderState] => [path, { stamp, mode, empty }]);
  return {
    ...kept,
    scan: { ...emptyScan(), folders: new Map(states), dotGits: new Map(dotGits), omitted: [...found] },
  };
}

export function writeCache(store: Store, key: string, { scan, ...kept }: PartCache): void {
  const states = [...scan.folders].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const folders = states.map(([path, { stamp, mode, empty }]) => [path, stamp, mode, empty] as const);
  const written: Written = { schemaVersion: 1, ...kept, folders, dotGits: [...scan.dotGits], found: scan.omitted };
  writeWhole(store.at("parts", `${key}.json`), JSON.stringify(written));
}
