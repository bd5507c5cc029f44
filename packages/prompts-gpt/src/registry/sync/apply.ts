import { copyFile, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ExecutionError } from "../../errors.ts";
import { replaceFile } from "../../replace-file.ts";
import { readOwn, refuseLinkedFolders } from "./library-files.ts";
import { formatManifest, MANIFEST, type Manifest, type ManifestEntry } from "./manifest.ts";
import { forgetPending, notePending } from "./pending.ts";

/** One change of the disk. Paths from the project root. */
export type Write =
  | { readonly kind: "write"; readonly path: string; readonly text: string }
  | { readonly kind: "copy"; readonly path: string; readonly to: string }
  | { readonly kind: "remove"; readonly path: string };

export interface Changes {
  /** Done in this order: a copy of what is overwritten stands before the overwriting. */
  readonly writes: readonly Write[];
  /** What the plan was made from, by path: a file of these that says something else by now is somebody's new edit. */
  readonly seen: ReadonlyMap<string, string | undefined>;
  /** The manifest afterwards, and as it stood: it is written when it differs. */
  readonly manifest: { readonly before: string | undefined; readonly after: Manifest };
}

/**
 * Does it. Each file is replaced whole; the manifest comes last. A kill between two writes leaves what the next sync
 * completes: it finds the same plan, less what is done.
 */
export async function applyChanges(root: string, { writes, seen, manifest }: Changes): Promise<void> {
  const after = formatManifest(manifest.after.values());
  if (writes.length === 0 && !changesManifest({ manifest })) return;
  for (const { path } of writes) await refuseLinkedFolders(root, path);
  await mkdir(join(root, dirname(MANIFEST)), { recursive: true });
  await notePending(root, entriesOf(writes, manifest.after));
  for (const write of writes) {
    if (seen.has(write.path) && (await readOwn(root, write.path)) !== seen.get(write.path))
      throw changedMeanwhile(write);
    await perform(root, write);
  }
  if (changesManifest({ manifest })) await replaceFile(join(root, MANIFEST), after, { mode: undefined });
  await forgetPending(root);
}

/** An empty one is not written where there was none. */
export function changesManifest({ manifest: { before, after } }: Pick<Changes, "manifest">): boolean {
  return before === undefined ? after.size > 0 : formatManifest(after.values()) !== before;
}

function changedMeanwhile({ path }: Write): ExecutionError {
  return new ExecutionError(`${path} was changed while the sync went on, and was left as it is.`, "prompts-gpt sync");
}

function entriesOf(writes: readonly Write[], after: Manifest): ManifestEntry[] {
  const written = new Set(writes.map(({ path }) => path));
  return [...after.values()].filter(({ path }) => written.has(path));
}

async function perform(root: string, write: Write): Promise<void> {
  const file = join(root, write.path);
  switch (write.kind) {
    case "write":
      await mkdir(dirname(file), { recursive: true });
      return replaceFile(file, write.text, { mode: undefined });
    case "copy":
      await mkdir(dirname(join(root, write.to)), { recursive: true });
      return copyFile(file, join(root, write.to));
    case "remove":
      return rm(file, { force: true });
  }
}
