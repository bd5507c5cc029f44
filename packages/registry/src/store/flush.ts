import { closeSync, fsyncSync, openSync } from "node:fs";
import { open } from "node:fs/promises";

/** What a file holds is on the disk then: a power failure does not take it. Many at once share the work of the disk. */
export async function flushFile(path: string): Promise<void> {
  await using file = await open(path, "r+"); // Windows flushes only what may be written
  await file.sync();
}

/** The same of the names in a folder. Windows opens no folder, and writes them down by itself. */
export function flushFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
