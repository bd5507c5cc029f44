import { sha256 } from "../../sha256.ts";
import { toLf } from "./line-ends.ts";
import { entryIn, type Manifest, type ManifestEntry, parseEntries, parseManifest, unclear } from "./manifest.ts";

/** What stands at a path; undefined: nothing. */
type FileAt = (path: string) => string | undefined;

/**
 * `parseManifest` for who writes it anew. Two branches that each synced meet in the same lines, where git can only mark a
 * conflict, and whoever keeps both sides leaves a comma too few. Each side's line for a prompt says what one of them synced,
 * and which of them the file comes from is told by the file: the one that it still is. Of a file that was edited, the
 * earlier: a merge from there takes in what the later has, twice or not.
 */
export function parseMergedManifest(text: string, fileAt: FileAt): Manifest {
  try {
    return parseManifest(text);
  } catch (error) {
    const merged = bothSides(text, fileAt);
    if (merged === undefined) throw IS_CONFLICT.test(text) ? unclear() : error;
    return parseEntries(merged);
  }
}

/** undefined: a line is none of ours, or somebody cut it short. */
function bothSides(text: string, fileAt: FileAt): ManifestEntry[] | undefined {
  if (!WHOLE.test(text)) return undefined;
  const chosen = new Map<string, ManifestEntry>();
  // What both come from stands between these two marks, where git was told to show it.
  for (const line of text.replaceAll(/^\|{7}[^]*?(?=^={7})/gm, "").split("\n")) {
    if (OF_GIT.test(line) || FRAME.test(line)) continue;
    const entry = entryIn(line);
    if (entry === undefined) return undefined;
    const other = chosen.get(entry.slug);
    chosen.set(entry.slug, other === undefined ? entry : nearer([other, entry], fileAt(entry.path)));
  }
  return [...chosen.values()];
}

const WHOLE = /^\{\s*\n[^]*\n\}\s*$/;
const OF_GIT = /^(?:<{7}|={7}|>{7})/;
const IS_CONFLICT = new RegExp(OF_GIT.source, "m");
/** The lines around the prompts. */
const FRAME = /^\s*(?:[{}]|"schemaVersion": 1,|"prompts": \[\]?|\])?\s*$/;

function nearer(both: readonly [ManifestEntry, ManifestEntry], file: string | undefined): ManifestEntry {
  const digest = file === undefined ? "" : sha256(toLf(file));
  const [one, other] = both;
  return both.find(({ sha256: synced }) => synced === digest) ?? (one.version <= other.version ? one : other);
}
