import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Made by `npm run build`; the same from the sources and from the bundle. */
const ARCHIVE = new URL("../../dist/empty-database.gz", import.meta.url);

/** The files of a database in which nothing has happened yet. The folder is there when all of them are. */
export function unpackEmptyDatabase(folder: string): void {
  const bytes = gunzipSync(readFileSync(ARCHIVE));
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true }); // of a start that was killed
  mkdirSync(draft, { mode: 0o700 });
  let at = lineEnd(bytes, 0);
  while (at < bytes.byteLength) {
    const end = lineEnd(bytes, at);
    const { path, size } = JSON.parse(bytes.toString("utf8", at, end)) as { path: string; size?: number };
    at = end + (size ?? 0);
    if (size === undefined) mkdirSync(join(draft, path), { mode: 0o700 });
    else writeFileSync(join(draft, path), bytes.subarray(end, at), { mode: 0o600 });
  }
  renameSync(draft, folder);
}

function lineEnd(bytes: Buffer, from: number): number {
  return bytes.indexOf("\n", from) + 1;
}
