import { resolve } from "node:path";
import type { LoadedConfig } from "../config/config.ts";
import { processEnv } from "../config/environment.ts";
import { loadProject } from "../modes/project.ts";
import { artifactsDirOf } from "../modes/artifacts-dir.ts";
import type { Env } from "../process/spawn.ts";
import { findTop } from "../workspace/snapshot/git-dirs.ts";

/** Where a function of the SDK looks. */
export interface Place {
  /** Default: the current directory. */
  readonly cwd?: string;
  /** Default: the configured one. */
  readonly artifactsDir?: string;
  /** Default: this process's. */
  readonly env?: Env;
}

export interface OpenedPlace {
  readonly cwd: string;
  readonly env: Env;
  readonly loaded: LoadedConfig;
  /** Absolute. */
  readonly artifactsDir: string;
}

/** Whatever stands in these came with the repository, for all we know: no program of it is started to be looked at. */
export function workspaceFolders({ cwd, loaded }: Pick<OpenedPlace, "cwd" | "loaded">): readonly string[] {
  const top = findTop(cwd);
  return top === undefined ? [loaded.root] : [top, loaded.root];
}

export async function openPlace(place: Place): Promise<OpenedPlace> {
  const cwd = resolve(place.cwd ?? ".");
  const env = place.env ?? processEnv();
  const loaded = await loadProject({ cwd, env });
  return { cwd, env, loaded, artifactsDir: artifactsDirOf(place, cwd, loaded) };
}
