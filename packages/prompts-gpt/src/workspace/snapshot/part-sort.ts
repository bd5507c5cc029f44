import { accessSync, constants } from "node:fs";
import { type BytePath, onDisk, parentOf } from "./byte-path.ts";
import type { Amount, Omitted } from "./manifest.ts";
import type { PartCache } from "./part-cache.ts";
import type { Known } from "./part-index.ts";
import type { PartRequest } from "./part-request.ts";
import { type FoundFile, foundFile, join, type Scan, scanHeld, type ScanRules, statOf } from "./scan.ts";

interface Sorted {
  readonly added: readonly FoundFile[];
  readonly omitted: readonly Omitted[];
  readonly unreadable: readonly BytePath[];
  readonly ignored: Amount;
}

export interface Sight {
  readonly seen: Scan;
  readonly cache: PartCache | undefined;
  readonly known: Known;
  /** Entries that git could not bring up to date. */
  readonly stuck: readonly BytePath[];
}

/** Which of the files that were found belong into the snapshot and are not in the index yet. */
export async function sortOut(request: PartRequest, { seen, cache, known, stuck }: Sight): Promise<Sorted> {
  const ignoredAmong = request.ignoredAmong ?? (async () => new Set<BytePath>());
  const omitted: Omitted[] = [];
  // What was left out may be wanted by now: smaller, readable, or ignored no more. Its folder does not tell.
  const held = new Set(seen.held);
  const found = new Set(seen.files.map(({ path }) => path));
  for (const { path } of cache?.omitted ?? []) {
    if (!seen.folders.has(parentOf(path))) continue;
    const stats = statOf(request.root, path);
    if (stats?.isDirectory() === true) held.add(path);
    else if (stats?.isFile() === true && !found.has(path)) seen.files.push(foundFile(path, stats));
  }
  const heldIgnored = await ignoredAmong([...held]);
  const { mostFiles } = request.rules;
  const verdict: ScanRules["verdict"] = (path, kind) =>
    request.rules.verdict(path, kind) === "skip" ? "skip" : "take";
  for (const path of held) {
    const isLeftOut = heldIgnored.has(path) && request.wantsBelow?.(path) !== true;
    if (isLeftOut) omitted.push({ path, why: "dependency folder" });
    else scanHeld(request.root, { verdict, mostFiles }, { into: seen, path });
  }
  const unknown = seen.files.length === 0 ? [] : seen.files.filter(({ path }) => !known.paths().has(path));
  const ignored = await ignoredAmong(unknown.map(({ path }) => path));
  const added: FoundFile[] = [];
  const doubtful = stuck.map((path) => ({ path, mode: 0 }));
  const unreadable = unreadableAmong(request.root, [...seen.files, ...doubtful]);
  let amount = cache?.ignored ?? { files: 0, bytes: 0 };
  for (const file of unknown) {
    if (unreadable.includes(file.path)) continue;
    const isIgnored = ignored.has(file.path);
    if (isIgnored && !request.takesIgnored(file)) {
      omitted.push({ path: file.path, why: "large ignored file", bytes: file.size });
      continue;
    }
    added.push(file);
    if (isIgnored) amount = { files: amount.files + 1, bytes: amount.bytes + file.size };
  }
  omitted.push(...unreadable.map((path): Omitted => ({ path, why: "unreadable" })));
  return { added, omitted, unreadable, ignored: amount };
}

/** The super-user reads everything; for all others a look costs less than a snapshot that fails. */
function unreadableAmong(root: BytePath, files: readonly Pick<FoundFile, "path" | "mode">[]): BytePath[] {
  if (process.getuid?.() === 0) return [];
  return files
    .filter(({ path, mode }) => {
      if ((mode & 0o444) === 0o444) return false;
      try {
        accessSync(onDisk(join(root, path)), constants.R_OK);
        return false;
      } catch {
        return statOf(root, path)?.isFile() === true;
      }
    })
    .map(({ path }) => path);
}
