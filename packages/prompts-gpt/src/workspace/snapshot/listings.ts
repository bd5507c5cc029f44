import { readdirSync } from "node:fs";
import { type BytePath, onDisk } from "./byte-path.ts";
import { type EntryStats, statOf } from "./stat.ts";

/** One folder as it was read. */
export interface Listing {
  readonly names: readonly string[];
  /** Of the name there; undefined when it is gone, or nobody may ask. */
  statsAt(at: number): EntryStats | undefined;
}

/** Undefined when the folder may not be read. */
export function listingOf(folder: BytePath): Listing | undefined {
  try {
    const names = readdirSync(onDisk(folder), "latin1");
    return { names, statsAt: (at) => statOf(folder, names[at] ?? "") };
  } catch {
    return undefined;
  }
}
