import type { BytePath } from "./byte-path.ts";
import { entryFinder } from "./entry-finder.ts";
import { isAsIndexed } from "./index-stat.ts";
import type { Known } from "./known.ts";
import type { FoundFile, Scan, ScanRules } from "./scan.ts";
import { hasRealParents, statOf } from "./stat.ts";

/** Compares the files that a scan comes by with what is known of them. */
export function comparedTo(known: Known): NonNullable<ScanRules["isAsIndexed"]> {
  const find = entryFinder(known.list());
  return (path, stats) => {
    const entry = find(path, stats.ino);
    return entry !== undefined && isAsIndexed(entry, stats, known.writtenAt);
  };
}

/** Of files that were young the last time: those that are not what was hashed, to a part of a second. */
export function staleAmong(root: BytePath, young: readonly BytePath[], known: Known): BytePath[] {
  const isKnown = comparedTo(known);
  return young.filter((path) => {
    const stats = statOf(root, path);
    return stats?.isDirectory() === false && known.entries().has(path) && !isKnown(path, stats);
  });
}

interface Unseen {
  readonly gone: readonly BytePath[];
  /** In a folder that the scan was told to leave out. */
  readonly there: readonly BytePath[];
}

/** Entries that a whole scan did not come by; what stands in a folder that may not be read counts as it was. */
export function unseenIn(root: BytePath, { files, settled, omitted }: Scan, known: Known): Unseen {
  // The usual case, and each path is found once.
  const isKnown = ({ path, asIndexed }: FoundFile) => asIndexed === true || known.entries().has(path);
  if (settled.length + files.filter(isKnown).length === known.list().length) return { gone: [], there: [] };
  const entries = known.entries();
  const found = new Set([...settled, ...files.map(({ path }) => path)]);
  const shut = omitted.flatMap(({ path, why }) => (why === "unreadable" ? [path === "" ? "" : `${path}/`] : []));
  const gone: BytePath[] = [];
  const there: BytePath[] = [];
  for (const path of entries.keys()) {
    if (found.has(path) || shut.some((folder) => path.startsWith(folder))) continue;
    const isThere = hasRealParents(root, path) && statOf(root, path)?.isDirectory() === false;
    (isThere ? there : gone).push(path);
  }
  return { gone, there };
}
