import { accessSync, constants } from "node:fs";
import { type BytePath, onDisk, parentOf } from "./byte-path.ts";
import type { Amount, Omitted } from "./manifest.ts";
import type { PartCache } from "./part-cache.ts";
import type { Known } from "./known.ts";
import type { PartRequest } from "./part-request.ts";
import { type FoundFile, foundFile, type Scan, scanHeld, type ScanRules } from "./scan.ts";
import { join, statOf } from "./stat.ts";

interface Sorted {
  readonly added: readonly FoundFile[];
  readonly omitted: readonly Omitted[];
  readonly unreadable: readonly BytePath[];
  readonly ignored: Amount;
}

export interface Sight {
  readonly seen: Scan;
  readonly cache: PartCache | undefined;
  readonly rules: ScanRules;
  readonly known: Known;
  /** Entries that git could not bring up to date. */
  readonly stuck: readonly BytePath[];
}

/** Which of the files that were found belong into the snapshot and are not in the index yet. */
export async function sortOut(request: PartRequest, { seen, cache, rules, known, stuck }: Sight): Promise<Sorted> {
  const ignoredAmong = request.ignoredAmong ?? (async () => new Set<BytePath>());
  const omitted: Omitted[] = [];
  // What was left out may be wanted by now: smaller, readable, or ignored no more. Its folder does not tell.
  const held = new Set(seen.held);
  const leftOut = cache?.omitted ?? [];
  const found = new Set(leftOut.length === 0 ? [] : seen.files.map(({ path }) => path));
  for (const { path } of leftOut) {
    if (!seen.folders.has(parentOf(path))) continue;
    const stats = statOf(request.root, path);
    if (stats?.isDirectory() === true) held.add(path);
    else if (stats?.isFile() === true && !found.has(path)) seen.files.push(foundFile(path, stats));
  }
  const heldIgnored = await ignoredAmong([...held]);
  const verdict: ScanRules["verdict"] = (path, kind) => (rules.verdict(path, kind) === "skip" ? "skip" : "take");
  for (const path of held) {
    const isLeftOut = heldIgnored.has(path) && request.wantsBelow?.(path) !== true;
    if (isLeftOut) omitted.push({ path, why: "dependency folder" });
    else await scanHeld(request.root, { ...rules, verdict }, { into: seen, path });
  }
  const unknown = seen.files.filter(({ path, asIndexed }) => !(asIndexed ?? known.entries().has(path)));
  const ignored = await ignoredIn(
    request,
    seen,
    unknown.map(({ path }) => path),
  );
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

/** What stands in a nested repository is ignored by that one's rules, whatever the outer one says of its folder. */
async function ignoredIn(
  request: PartRequest,
  { dotGits }: Scan,
  paths: readonly BytePath[],
): Promise<ReadonlySet<BytePath>> {
  if (request.ignoredAmong === undefined || paths.length === 0) return new Set();
  const ignored = new Set(await request.ignoredAmong(paths));
  for (const nested of [...dotGits.keys()].map(parentOf).filter((folder) => folder !== "")) {
    const inside = [...ignored].filter((path) => path.startsWith(`${nested}/`));
    if (inside.length === 0) continue;
    const own = await request.ignoredAmong(
      inside.map((path) => path.slice(nested.length + 1)),
      nested,
    );
    for (const path of inside) if (!own.has(path.slice(nested.length + 1))) ignored.delete(path);
  }
  return ignored;
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
