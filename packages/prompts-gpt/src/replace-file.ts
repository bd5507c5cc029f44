import { constants } from "node:fs";
import { open, rename, rm } from "node:fs/promises";

/** Windows has no such thing. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

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
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;
    const file = await open(draft, flags, mode ?? 0o666);
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

/** What a writer that was killed leaves behind has such a name: the file's own first, so that whatever is said of that holds for it. */
export const DRAFT_END = /\.\d+-[0-9a-f]+\.tmp$/;

/** In the same folder, for a rename across file systems is a copy. */
function draftOf(path: string): string {
  serial += 1;
  return `${path}.${process.pid}-${serial.toString(16)}.tmp`;
}

/** Counted on from a random start: it never meets the leftover of a killed writer with the same pid. */
let serial = Math.floor(Math.random() * 2 ** 24);
