import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "../../error-code.ts";
import { ExecutionError } from "../../errors.ts";
import { NotReplaced, replaceFiles, type WholeFile } from "../../replace-file.ts";
import { readOwn, refuseLinkedFolders } from "./library-files.ts";
import { formatManifest, MANIFEST, type Manifest, type ManifestEntry } from "./manifest.ts";
import { forgetPending, PENDING } from "./pending.ts";

/** One change of the disk. Paths from the project root. */
export type Write =
  | { readonly kind: "write"; readonly path: string; readonly text: string }
  | { readonly kind: "copy"; readonly path: string; readonly to: string }
  | { readonly kind: "remove"; readonly path: string };

export interface ManifestChange {
  readonly before: string | undefined;
  readonly after: Manifest;
  /** What the file says after it. */
  readonly text: string;
}

export function manifestChange(before: string | undefined, after: Manifest): ManifestChange {
  return { before, after, text: formatManifest(after.values(), before) };
}

export interface Changes {
  /** A copy of what is overwritten is made before anything is overwritten. */
  readonly writes: readonly Write[];
  /** What the plan was made from, by path: a file of these that says something else by now is somebody's new edit. */
  readonly seen: ReadonlyMap<string, string | undefined>;
  /** The manifest afterwards, and as it stood: it is written when it differs. */
  readonly manifest: ManifestChange;
  /** Whether a sync before this one had no time to tidy up. */
  readonly wasKilled: boolean;
}

/**
 * Does it. Each file is replaced whole; the manifest comes last. A kill between two writes leaves what the next sync
 * completes: it finds the same plan, less what is done.
 */
export async function applyChanges(root: string, { writes, seen, manifest, wasKilled }: Changes): Promise<void> {
  if (writes.length === 0 && !changesManifest(manifest)) return wasKilled ? forgetPending(root) : undefined;
  for (const folder of new Set([...writes.flatMap(foldersOf), dirname(MANIFEST)])) {
    refuseLinkedFolders(root, `${folder}/`);
    makeFolder(root, folder);
  }
  const is = kindOf(writes);
  await replace(root, [{ path: PENDING, text: formatManifest(entriesOf(writes, manifest.after)) }]);
  // Its bytes, flushed to the disk before the file itself is touched.
  for (const { path, to } of is.copy) await replace(root, [{ path: to, text: readFileSync(join(root, path)) }]);
  const asSeen = (path: string) => {
    if (seen.has(path) && readOwn(root, path) !== seen.get(path)) throw changedMeanwhile(path);
  };
  await replace(
    root,
    is.write.map((write) => ({ ...write, lastLook: () => asSeen(write.path) })),
  );
  for (const { path } of is.remove) {
    asSeen(path);
    remove(root, path);
  }
  if (changesManifest(manifest)) await replace(root, [{ path: MANIFEST, text: manifest.text }]);
  forgetPending(root);
}

function makeFolder(root: string, folder: string): void {
  try {
    mkdirSync(join(root, folder), { recursive: true });
  } catch (cause) {
    throw notMade(`${folder} cannot be made (${codeOf(cause) ?? "unknown"}).`, cause);
  }
}

function remove(root: string, path: string): void {
  try {
    rmSync(join(root, path), { force: true });
  } catch (cause) {
    throw notMade(`${path} cannot be removed (${codeOf(cause) ?? "unknown"}).`, cause);
  }
}

function notMade(message: string, cause: unknown): ExecutionError {
  return new ExecutionError(message, "Make room, or make it writable; then: prompts-gpt sync", { cause });
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

/** An empty one is not written where there was none. */
export function changesManifest({ before, after, text }: ManifestChange): boolean {
  return before === undefined ? after.size > 0 : text !== before;
}

function changedMeanwhile(path: string): ExecutionError {
  return new ExecutionError(`${path} was changed while the sync went on, and was left as it is.`, "prompts-gpt sync");
}

function entriesOf(writes: readonly Write[], after: Manifest): ManifestEntry[] {
  const written = new Set(writes.map(({ path }) => path));
  return [...after.values()].filter(({ path }) => written.has(path));
}

interface Text extends Pick<WholeFile, "path" | "lastLook"> {
  readonly text: string | Uint8Array;
}

async function replace(root: string, files: readonly Text[]): Promise<void> {
  try {
    await replaceFiles(
      files.map(({ path, text, ...more }) => ({
        ...more,
        path: join(root, path),
        data: text,
        mode: undefined,
        isDerived: false,
      })),
    );
  } catch (error) {
    if (!(error instanceof NotReplaced)) throw error;
    throw notMade(error.message, error);
  }
}
