import { join } from "node:path";
import { rm } from "node:fs/promises";
import { replaceFile } from "../../replace-file.ts";
import { readOwn } from "./library-files.ts";
import { formatManifest, type Manifest, type ManifestEntry, parseManifest } from "./manifest.ts";

/**
 * What a sync is about to write, as the manifest will have it: noted before the first file and taken away after the
 * manifest. A sync that was killed in between left files that are its own work, and by this the next one knows them as such.
 */
const PENDING = ".prompts-gpt/.sync-pending.json";

export async function notePending(root: string, entries: readonly ManifestEntry[]): Promise<void> {
  await replaceFile(join(root, PENDING), formatManifest(entries), { mode: undefined });
}

export async function forgetPending(root: string): Promise<void> {
  await rm(join(root, PENDING), { force: true });
}

/** What a killed sync had noted; nothing when there was none, or it was killed while it noted. */
export async function readPending(root: string): Promise<Manifest> {
  const text = await readOwn(root, PENDING);
  try {
    return text === undefined ? new Map() : parseManifest(text);
  } catch {
    return new Map(); // Without it a file of ours looks like an edit: it is merged, and nothing is lost.
  }
}
