import { realpathSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";

/** Where the path really stands, or would: it may not be there yet, its parents may be links. */
export async function realPlace(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined); // Not there: its parent decides.
  if (real !== undefined || dirname(path) === path) return real ?? path;
  return join(await realPlace(dirname(path)), basename(path));
}

/** The same at once: for who looks at thousands. */
export function realPlaceNow(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(realPlaceNow(dirname(path)), basename(path));
  }
}

/** Whether `path` is the folder or lies in it, as both are written; absolute paths. */
export function liesIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way); // absolute: another drive
}
