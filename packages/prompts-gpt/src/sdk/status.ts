import { resolve } from "node:path";
import type { LoadedConfig } from "../config/config.ts";
import { processEnv } from "../config/environment.ts";
import type { Finding } from "../finding.ts";
import { findProjectRoot } from "../config/root.ts";
import { checkConfig } from "../config/load.ts";
import { loadProject } from "../modes/project.ts";

import { listLibraryFiles } from "../prompts/library.ts";
import { validateLibrary } from "../prompts/validate.ts";
import { type DetectedProvider, detectProviders as detect } from "../providers/detect.ts";
import { type CredentialsStatus, credentialsStatus } from "../registry/credentials-status.ts";
import { listRuns, type RunSummary } from "../runs/run-list.ts";
import {
  hasUncommittedChanges as isDirty,
  isGitRepo as isRepository,
  isTracked,
  trackingBy,
} from "../workspace/git.ts";
import { openPlace, type Place } from "./place.ts";

/** A project in one view. */
export interface Status {
  readonly root: string;
  readonly config: LoadedConfig;
  readonly providers: readonly DetectedProvider[];
  /** How many prompt files the library has. */
  readonly prompts: number;
  /** Running ones and the latest. */
  readonly runs: readonly RunSummary[];
  readonly credentials: CredentialsStatus;
}

const RECENT_RUNS = 10;

export async function status(place: Place = {}): Promise<Status> {
  const { loaded, env, artifactsDir } = await openPlace(place);
  const [providers, files, runs, credentials] = await Promise.all([
    detect({ env, config: loaded.config }),
    listLibraryFiles(loaded.root),
    listRuns(artifactsDir),
    credentialsStatus(loaded.root, { env, git: trackingBy(env) }),
  ]);
  const shown = runs.filter((run, at) => at < RECENT_RUNS || run.status === "running");
  return { root: loaded.root, config: loaded, providers, prompts: files.length, runs: shown, credentials };
}

/** What is wrong with the library and the configuration. Executes nothing. */
export async function validate(place: Place & { readonly paths?: readonly string[] } = {}): Promise<Finding[]> {
  const cwd = resolve(place.cwd ?? ".");
  const env = place.env ?? processEnv();
  const root = findProjectRoot(cwd);
  const paths = place.paths?.map((path) => resolve(cwd, path));
  const library = await validateLibrary(root, paths?.length === 0 ? undefined : paths);
  const config = await checkConfig({ cwd, env, isTracked: (path) => isTracked(path, env) });
  return [...config, ...library];
}

/** The configuration that holds at `cwd`; each value with where it came from. */
export async function loadRunConfig(place: Place = {}): Promise<LoadedConfig> {
  return loadProject({ cwd: resolve(place.cwd ?? "."), env: place.env ?? processEnv() });
}

/** Which agents are installed here and, as far as can be told without asking anyone, logged in. Starts none of them. */
export async function detectProviders(place: Place = {}): Promise<DetectedProvider[]> {
  const { loaded, env } = await openPlace(place);
  return detect({ env, config: loaded.config });
}

export function isGitRepo(cwd = "."): Promise<boolean> {
  return isRepository(resolve(cwd), processEnv());
}

/** Changed, staged or untracked files; false outside a repository. */
export function hasUncommittedChanges(cwd = "."): Promise<boolean> {
  return isDirty(resolve(cwd), processEnv());
}
