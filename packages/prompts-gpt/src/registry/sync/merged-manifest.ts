import { sha256 } from "../packs.ts";
import { toLf } from "./line-ends.ts";
import { type Manifest, type ManifestEntry, parseEntries, parseManifest, readEntry } from "./manifest.ts";

const MARK = /^(?:<{7}|={7}|>{7}|\|{7})/;
const IS_CONFLICT = new RegExp(MARK.source, "m");

/**
 * A manifest in which git left the lines of both sides: two branches that synced at different times. Each side's line for
 * a prompt says what one of them synced, and which of them the file comes from is told by the file: the one that it still
 * is. Of a file that was edited, the earlier: a merge from there takes in what the later has, twice or not.
 */
export function readManifest(text: string, fileAt: (path: string) => string | undefined): Manifest {
  if (!IS_CONFLICT.test(text)) return parseManifest(text);
  const chosen = new Map<string, ManifestEntry>();
  for (const entry of linesOf(text).flatMap(readEntry)) {
    const other = chosen.get(entry.slug);
    chosen.set(entry.slug, other === undefined ? entry : nearer([other, entry], fileAt(entry.path)));
  }
  return parseEntries([...chosen.values()]);
}

/** Without git's own, and without what both come from where git shows that too. */
function linesOf(text: string): string[] {
  const withoutBase = text.replaceAll(/^\|{7}[^]*?(?=^={7})/gm, "");
  return withoutBase.split(/\r?\n/).filter((line) => !MARK.test(line));
}

function nearer(both: readonly [ManifestEntry, ManifestEntry], file: string | undefined): ManifestEntry {
  const digest = file === undefined ? "" : sha256(toLf(file));
  const [one, other] = both;
  return both.find(({ sha256: synced }) => synced === digest) ?? (one.version <= other.version ? one : other);
}
