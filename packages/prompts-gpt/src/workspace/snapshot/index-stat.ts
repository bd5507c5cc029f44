import { type BytePath, nameOf } from "./byte-path.ts";
import { type EntryStats, kindOf, statOf } from "./stat.ts";
import { type IndexEntry, statIn } from "./index-file.ts";

export const LINK = 0o120000;

/** Where each of these stands in an entry's stat data (gitformat-index). */
export const AT = { ctime: 0, mtime: 8, ino: 20, size: 36 } as const;
/** Git keeps the low ones of a number. */
export const BITS = 2 ** 32;
/** What a number of milliseconds since 1970 cannot tell apart. */
const CLOCK_MS = 0.001;

/**
 * Whether the file is what git hashed for this entry; false when that is not sure. The time of its last change tells: with
 * another owner or another time of writing, which git compares too, that would be another. `writtenAt`: when the index was
 * written, in seconds since 1970.
 */
export function isAsIndexed(entry: IndexEntry, stats: EntryStats, writtenAt: number): boolean {
  return (
    entry.mode === modeOf(stats) &&
    isOfSize(entry, stats) &&
    isSince(entry, AT.ctime, stats.ctimeMs) &&
    stats.ino % BITS === statIn(entry, AT.ino) &&
    Math.max(statIn(entry, AT.mtime), statIn(entry, AT.ctime)) < writtenAt
  );
}

/**
 * Whether the file is no more what git has just read: its size or its time is another. Of the shared part of a split index
 * the time says nothing: git touches that whenever it reads it, and its name says what stands in it.
 */
export function isMoving(root: BytePath, entry: IndexEntry): boolean {
  if (entry.mode === LINK) return false;
  const stats = statOf(root, entry.path);
  if (stats === undefined || !isOfSize(entry, stats)) return true;
  return !isSince(entry, AT.mtime, stats.mtimeMs) && !nameOf(entry.path).startsWith("sharedindex.");
}

/** As git writes it down: modulo 2^32. */
export function isOfSize(entry: IndexEntry, { size }: Pick<EntryStats, "size">): boolean {
  return size % BITS === statIn(entry, AT.size);
}

function isSince(entry: IndexEntry, at: number, ms: number): boolean {
  return Math.abs(ms - statIn(entry, at) * 1000 - statIn(entry, at + 4) / 1e6) <= CLOCK_MS;
}

function modeOf(stats: EntryStats): number {
  if (kindOf(stats) === "link") return LINK;
  return (stats.mode & 0o100) === 0 ? 0o100644 : 0o100755;
}
