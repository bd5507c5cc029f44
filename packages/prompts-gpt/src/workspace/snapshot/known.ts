import { existsSync, readFileSync, statSync } from "node:fs";
import type { BytePath } from "./byte-path.ts";
import { HASH_BYTES, type IndexEntry, isSameEntry, parseIndex } from "./index-file.ts";
import type { Store } from "./store.ts";

/** The store's own index of a part, as it stands. */
export interface Known {
  readonly sum: string;
  /** In git's order. */
  list(): readonly IndexEntry[];
  entries(): ReadonlyMap<BytePath, IndexEntry>;
  /** Seconds since 1970: what was written then or later may have changed since without a trace. */
  readonly writtenAt: number;
}

/** Parsed only when somebody asks. */
export function readIndex(store: Store, index: string, before?: Known): Known {
  const file = store.at(index);
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const sum = bytes.subarray(-HASH_BYTES[store.hash]).toString("hex");
  if (before?.sum === sum) return before;
  const list = once(() => parseIndex(bytes, store.hash)?.entries ?? []);
  return {
    sum,
    list,
    entries: once(() => byPath(list())),
    writtenAt: sum === "" ? 0 : Math.floor(statSync(file).mtimeMs / 1000),
  };
}

export function knownFrom(list: readonly IndexEntry[], of: Pick<Known, "sum" | "writtenAt">): Known {
  return { ...of, list: () => list, entries: once(() => byPath(list)) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function byPath(entries: readonly IndexEntry[]): ReadonlyMap<BytePath, IndexEntry> {
  const map = new Map<BytePath, IndexEntry>();
  for (const entry of entries) map.set(entry.path, entry);
  return map;
}

export function changedBetween(before: Known, now: Known, { hash }: Store): IndexEntry[] {
  const old = before.entries();
  return [...now.entries().values()].filter((entry) => {
    const was = old.get(entry.path);
    return was === undefined || !isSameEntry(was, entry, hash);
  });
}
