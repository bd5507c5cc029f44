import { delimiter, isAbsolute } from "node:path";
import type { Env } from "../process/spawn.ts";
import { liesIn, realPlace } from "../real-place.ts";

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
