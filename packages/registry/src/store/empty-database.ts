import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { flushFile, flushFolder } from "./flush.ts";

/** Made by `npm run build`; the same from the sources and from the bundle. */
const ARCHIVE = new URL("../../dist/empty-database.gz", import.meta.url);

/** The files of a database in which nothing has happened yet. The folder is there when all of them are. */
export async function unpackEmptyDatabase(folder: string): Promise<void> {
  const bytes = gunzipSync(readFileSync(ARCHIVE));
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true }); // of a start that was killed
  mkdirSync(draft, { mode: 0o700 });
  const made = { files: [] as string[], folders: [draft] };
  let at = lineEnd(bytes, 0);
  while (at < bytes.byteLength) {
    const end = lineEnd(bytes, at);
    const { path, size } = JSON.parse(bytes.toString("utf8", at, end)) as { path: string; size?: number };
    at = end + (size ?? 0);
    const target = join(draft, path);
    if (size === undefined) mkdirSync(target, { mode: 0o700 });
    else writeFileSync(target, bytes.subarray(end, at), { mode: 0o600 });
    made[size === undefined ? "folders" : "files"].push(target);
  }
  // Whatever is committed later counts on them.
  await Promise.all(made.files.map(flushFile));
  made.folders.forEach(flushFolder);
  renameSync(draft, folder);
  flushFolder(dirname(folder));
}

function lineEnd(bytes: Buffer, from: number): number {
  return bytes.indexOf("\n", from) + 1;
}
