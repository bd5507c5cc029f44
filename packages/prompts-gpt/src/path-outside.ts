import { delimiter, isAbsolute } from "node:path";
import { liesIn, realPlace } from "./real-place.ts";
import type { Env } from "./user-folders.ts";

/** The same environment without the PATH's folders that lie in `folder`: what a repository brings there is not started. */
export async function pathOutside(folder: string, env: Env): Promise<Env> {
  const key = Object.keys(env).find((name) => name.toUpperCase() === "PATH");
  const path = key === undefined ? undefined : env[key];
  if (key === undefined || path === undefined) return env;
  const inside = await realPlace(folder);
  const kept: string[] = [];
  for (const entry of path.split(delimiter))
    if (isAbsolute(entry) && !liesIn(inside, await realPlace(entry))) kept.push(entry);
  return { ...env, [key]: kept.join(delimiter) };
}

/** Whether a file stands in none of these folders, itself and by the path that leads to it: what a repository brings is not started. */
export async function isOutside(folders: readonly string[], file: string): Promise<boolean> {
  if (!isAbsolute(file)) return false;
  const real = await realPlace(file);
  for (const folder of folders) {
    const inside = await realPlace(folder);
    if (liesIn(inside, real) || liesIn(inside, file) || liesIn(folder, file)) return false;
  }
  return true;
}
