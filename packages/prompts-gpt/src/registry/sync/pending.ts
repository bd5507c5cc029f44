import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { removeLeftDrafts } from "../../left-drafts.ts";
import { readOwn } from "./library-files.ts";
import { type Manifest, parseManifest } from "./manifest.ts";

/**
 * What a sync is about to write, as the manifest will have it: noted before the first file and taken away after the
 * manifest. A sync that was killed in between left files that are its own work, and by this the next one knows them as such.
 */
export const PENDING = ".prompts-gpt/.sync-pending.json";

/** Takes the note away, and the drafts of writers that are no more: they stand in a folder that people commit. */
export function forgetPending(root: string): void {
  for (const folder of [dirname(PENDING), `${dirname(PENDING)}/sweeps`]) removeLeftDrafts(join(root, folder));
  rmSync(join(root, PENDING), { force: true });
}

/** What a killed sync had noted; undefined: there was none. */
export function readPending(root: string): Manifest | undefined {
  const text = readOwn(root, PENDING);
  try {
    return text === undefined ? undefined : parseManifest(text);
  } catch {
    return new Map(); // Without it a file of ours looks like an edit: it is merged, and nothing is lost.
  }
}
