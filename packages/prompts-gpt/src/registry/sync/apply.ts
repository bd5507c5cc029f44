import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ExecutionError } from "../../errors.ts";
import { NotReplaced, replaceFiles } from "../../replace-file.ts";
import { refuseLinkedFolders } from "./library-files.ts";
import { formatManifest, MANIFEST, type Manifest, type ManifestEntry } from "./manifest.ts";
import { forgetPending, PENDING } from "./pending.ts";

/** One change of the disk. Paths from the project root. */
export type Write =
  | { readonly kind: "write"; readonly path: string; readonly text: string }
  | { readonly kind: "copy"; readonly path: string; readonly to: string }
  | { readonly kind: "remove"; readonly path: string };

export interface Changes {
  /** A copy of what is overwritten is made before anything is overwritten. */
  readonly writes: readonly Write[];
  /** The manifest afterwards, and as it stood: it is written when it differs. */
  readonly manifest: { readonly before: string | undefined; readonly after: Manifest };
  /** Whether a sync before this one had no time to tidy up. */
  readonly wasKilled: boolean;
}

/**
 * Does it. Each file is replaced whole; the manifest comes last. A kill between two writes leaves what the next sync
 * completes: it finds the same plan, less what is done.
 */
export async function applyChanges(root: string, { writes, manifest, wasKilled }: Changes): Promise<void> {
  const after = formatManifest(manifest.after.values());
  if (writes.length === 0 && after === manifest.before) return wasKilled ? forgetPending(root) : undefined;
  for (const folder of new Set(writes.flatMap(foldersOf))) {
    refuseLinkedFolders(root, `${folder}/`);
    mkdirSync(join(root, folder), { recursive: true });
  }
  mkdirSync(join(root, dirname(MANIFEST)), { recursive: true });
  const is = kindOf(writes);
  await replace(root, [{ path: PENDING, text: formatManifest(entriesOf(writes, manifest.after)) }]);
  // Its bytes, flushed to the disk before the file itself is touched.
  for (const { path, to } of is.copy) await replace(root, [{ path: to, text: readFileSync(join(root, path)) }]);
  await replace(root, is.write);
  for (const { path } of is.remove) rmSync(join(root, path), { force: true });
  if (after !== manifest.before) await replace(root, [{ path: MANIFEST, text: after }]);
  forgetPending(root);
}

function foldersOf(write: Write): string[] {
  return [dirname(write.path), ...(write.kind === "copy" ? [dirname(write.to)] : [])];
}

type Of<Kind extends Write["kind"]> = Extract<Write, { kind: Kind }>[];

function kindOf(writes: readonly Write[]): { [Kind in Write["kind"]]: Of<Kind> } {
  return {
    copy: writes.filter((write) => write.kind === "copy"),
    write: writes.filter((write) => write.kind === "write"),
    remove: writes.filter((write) => write.kind === "remove"),
  };
}

function entriesOf(writes: readonly Write[], after: Manifest): ManifestEntry[] {
  const written = new Set(writes.map(({ path }) => path));
  return [...after.values()].filter(({ path }) => written.has(path));
}

async function replace(root: string, files: readonly { readonly path: string; readonly text: string | Buffer }[]) {
  try {
    await replaceFiles(files.map(({ path, text }) => ({ path: join(root, path), data: text, mode: undefined })));
  } catch (error) {
    if (!(error instanceof NotReplaced)) throw error;
    throw new ExecutionError(error.message, "Make room, or make it writable; then: prompts-gpt sync", { cause: error });
  }
}
