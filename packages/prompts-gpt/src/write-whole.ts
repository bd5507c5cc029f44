import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Writes all of a file or nothing, also when we are killed in the middle. For this user alone. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, content, { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
