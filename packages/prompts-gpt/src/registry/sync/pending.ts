import { readOwn } from "./library-files.ts";
import { type Manifest, parseManifest } from "./manifest.ts";

/**
 * What a sync is about to write, as the manifest will have it: noted before the first file and taken away after the
 * manifest. A sync that was killed in between left files that are its own work, and by this the next one knows them as such.
 */
export const PENDING = ".prompts-gpt/.sync-pending.json";

/** What a killed sync had noted; nothing when there was none, or it was killed while it noted. */
export function readPending(root: string): Manifest {
  const text = readOwn(root, PENDING);
  try {
    return text === undefined ? new Map() : parseManifest(text);
  } catch {
    return new Map(); // Without it a file of ours looks like an edit: it is merged, and nothing is lost.
  }
}
