import { realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { processEnv } from "../config/environment.ts";
import type { Env } from "../process/spawn.ts";
import { findStore } from "../workspace/snapshot/store.ts";

/** Of a folder that is gone: the folder, itself or above it, that there are snapshots of; undefined where there are none. */
export function snapshotFolder(folder: string, env: Env = processEnv()): string | undefined {
  for (let here = realOf(resolve(folder)); ; here = dirname(here)) {
    if (findStore(here, env) !== undefined) return here;
    if (dirname(here) === here) return undefined;
  }
}

/** As it was while it was there: what is left of the way to it may lead through links. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realOf(dirname(path)), path.slice(dirname(path).length));
  }
}
