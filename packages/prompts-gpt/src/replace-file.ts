import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { codeOf } from "./error-code.ts";

/** Windows has no such thing. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;
/** Node has raised what a process may have open; Linux gives a thousand at least. The more wait together, the fewer waits. */
const AT_ONCE = 512;

/**
 * Puts a whole file in the place of another, flushed to the disk, or none: whoever reads finds the old one or the new one.
 * No link is followed. `mode` is what the file has from its first byte on, whatever the umask; without it, what the umask
 * leaves of the usual, and the owner's own rights. Rejects with what the system says.
 */
export async function replaceFile(
  path: string,
  data: string | Uint8Array,
  { mode }: { readonly mode: number | undefined },
): Promise<void> {
  const draft = draftOf(path);
  try {
    const file = await open(draft, NEW_FILE, mode ?? 0o666);
    try {
      // The umask may have taken the owner's own rights.
      await file.chmod(mode ?? ((await file.stat()).mode & 0o777) | 0o600);
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** A file as it is to be. */
export interface WholeFile {
  readonly path: string;
  readonly data: string | Uint8Array;
  /** As `replaceFile` takes it. */
  readonly mode: number | undefined;
  /** All of it can be made again, so the disk is not waited for: a power cut may leave an empty file in its place. */
  readonly isDerived: boolean;
  /** Called when all that is left to do is the renaming; what it throws ends it. */
  readonly lastLook?: (() => void) | undefined;
}

/** Which of many files could not be replaced; the system's word is the cause. */
export class NotReplaced extends Error {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(`${path} cannot be written (${codeOf(cause) ?? "unknown"}).`, { cause });
    this.path = path;
  }
}

/**
 * The same for many files, each whole or not at all: the first that fails ends it with {@link NotReplaced}, and some of
 * them stand then. Those that are not derived wait for the disk together, which is nearly all of the time that one after
 * the other takes. Each is asked for when the one before has been written: none has to be held.
 */
export async function replaceFiles(files: Iterable<WholeFile>): Promise<void> {
  const drafts: Draft[] = [];
  try {
    for (const file of files) {
      drafts.push(writeDraft(file));
      if (drafts.length === AT_ONCE) await finish(drafts.splice(0));
    }
  } catch (error) {
    for (const { open } of drafts) closeSync(open);
    discard(drafts);
    throw error;
  }
  await finish(drafts);
}

interface Draft extends Pick<WholeFile, "path" | "isDerived" | "lastLook"> {
  readonly name: string;
  /** Its descriptor. */
  readonly open: number;
}

async function finish(drafts: readonly Draft[]): Promise<void> {
  const flushes = await Promise.allSettled(drafts.map(flushAndClose));
  try {
    for (const flush of flushes) if (flush.status === "rejected") throw flush.reason;
    for (const draft of drafts) putInPlace(draft);
  } catch (error) {
    discard(drafts);
    throw error;
  }
}

/** Without promises: these are small files, and waiting for each call costs more than the writing. */
function writeDraft({ path, data, mode, isDerived, lastLook }: WholeFile): Draft {
  const name = draftOf(path);
  let open: number | undefined;
  try {
    open = openSync(name, NEW_FILE, mode ?? 0o666);
    const made = fstatSync(open).mode & 0o777;
    // The umask may have taken the owner's own rights.
    const wanted = mode ?? made | 0o600;
    if (made !== wanted) fchmodSync(open, wanted);
    writeFileSync(open, data);
    return { name, path, open, isDerived, lastLook };
  } catch (error) {
    if (open !== undefined) closeSync(open);
    discard([{ name }]);
    throw new NotReplaced(path, error);
  }
}

async function flushAndClose({ open, path, isDerived }: Draft): Promise<void> {
  if (isDerived) return closeSync(open);
  await new Promise<void>((resolve, reject) => {
    fsync(open, (error) => {
      closeSync(open);
      if (error === null) resolve();
      else reject(new NotReplaced(path, error));
    });
  });
}

function putInPlace({ name, path, lastLook }: Draft): void {
  lastLook?.();
  try {
    renameSync(name, path);
  } catch (error) {
    throw new NotReplaced(path, error);
  }
}

function discard(drafts: readonly { readonly name: string }[]): void {
  for (const { name } of drafts) rmSync(name, { force: true });
}

/** What a writer that was killed leaves behind has such a name: the file's own first, so that whatever is said of that holds for it; then its process. */
export const DRAFT_END = /\.(\d+)-[0-9a-f]+\.tmp$/;

/** In the same folder, for a rename across file systems is a copy. */
function draftOf(path: string): string {
  serial += 1;
  return `${path}.${process.pid}-${serial.toString(16)}.tmp`;
}

/** Counted on from a random start: it never meets the leftover of a killed writer with the same pid. */
let serial = Math.floor(Math.random() * 2 ** 24);
