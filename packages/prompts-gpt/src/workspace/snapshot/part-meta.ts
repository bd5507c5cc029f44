import { readFileSync, readlinkSync } from "node:fs";
import { type BytePath, onDisk } from "./byte-path.ts";
import type { IndexEntry } from "./index-file.ts";
import { LINK } from "./index-stat.ts";
import { type PartMeta, type Special, usualMode } from "./manifest.ts";
import type { PartCache } from "./part-cache.ts";
import type { Known } from "./known.ts";
import { type FoundFile, foundFile, isYoung, type Scan } from "./scan.ts";
import { join, statOf } from "./stat.ts";

interface MetaParts {
  readonly root: BytePath;
  readonly seen: Scan;
  readonly cache: PartCache | undefined;
  readonly now: Known;
  readonly changed: readonly IndexEntry[];
  /** When this look began: milliseconds since 1970. */
  readonly started: number;
}

interface FoundMeta {
  readonly meta: PartMeta;
  readonly young: readonly BytePath[];
}

/** What git's tree does not say: modes that are not the usual ones, empty folders, entries named `.git`. */
export function metaOf({ root, seen, cache, now, changed, started }: MetaParts): FoundMeta {
  const modes: Record<BytePath, number> = {};
  const looked = new Set<BytePath>();
  const unusual = new Map<BytePath, number>();
  const young: BytePath[] = [];
  const look = (file: FoundFile) => {
    const { path, mode } = file;
    if (cache !== undefined || changed.length > 0) looked.add(path);
    if (mode !== usualMode(path, mode)) unusual.set(path, mode);
    if (isYoung(file, started)) young.push(path);
  };
  seen.files.forEach(look);
  const links = changed.flatMap(({ path, mode }) => (mode === LINK ? [path] : []));
  for (const path of links) looked.add(path);
  for (const path of [...changed.map((entry) => entry.path), ...(cache?.young ?? [])]) {
    const stats = looked.has(path) ? undefined : statOf(root, path);
    if (stats !== undefined) look(foundFile(path, stats));
  }
  for (const [path, mode] of Object.entries(cache?.meta.modes ?? {}))
    if (!path.endsWith("/") && !looked.has(path) && now.entries().has(path)) modes[path] = mode;
  if (unusual.size > 0) {
    // A link has no mode of its own, and what is not in the index is not in the snapshot.
    const files = now.entries();
    for (const [path, mode] of unusual) if ((files.get(path)?.mode ?? LINK) !== LINK) modes[path] = mode;
  }
  for (const [path, { mode }] of seen.folders) if (mode !== 0o755) modes[`${path}/`] = mode;
  const meta = {
    modes,
    emptyFolders: [...seen.folders].filter(([path, { empty }]) => empty && path !== "").map(([path]) => path),
    specials: [...seen.dotGits].flatMap(([path, kind]) => (kind === "folder" ? [] : specialAt(root, path, kind))),
  };
  return { meta, young };
}

function specialAt(root: BytePath, path: BytePath, kind: "file" | "link"): Special[] {
  const stats = statOf(root, path);
  const isThat = kind === "link" ? stats?.isSymbolicLink() : stats?.isFile(); // to read a pipe would take for ever
  if (stats === undefined || isThat !== true || stats.size > 65_536) return [];
  const file = onDisk(join(root, path));
  const content = kind === "link" ? readlinkSync(file, { encoding: "buffer" }) : readFileSync(file);
  return [{ path, kind, content: content.toString("base64"), mode: stats.mode & 0o7777 }];
}
