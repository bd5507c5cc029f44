import { open, rename, rm } from "node:fs/promises";
import { recordLost } from "./journal.ts";

/** Writes a whole file of the record or none of it: a reader, or a crash at any moment, finds the old one or the new one. */
export async function writeAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(draft, "w", 0o600);
    try {
      await file.writeFile(data);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    recordLost(path, error);
  }
}
