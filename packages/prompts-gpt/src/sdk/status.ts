import { isForeign } from "../workspace/local-config.ts";
import { resolve } from "node:path";
import type { LoadedConfig } from "../config/config.ts";
import { processEnv } from "../config/environment.ts";
import type { Finding } from "../finding.ts";
import { findProjectRoot } from "../config/root.ts";
import { checkConfig } from "../config/load.ts";
import { loadProject } from "../modes/project.ts";

import { listLibraryFiles } from "../prompts/library.ts";
import { isPipelinePath, validatePipelines } from "../pipeline/validate-pipelines.ts";
import { validateLibrary } from "../prompts/validate.ts";
import { type DetectedProvider, detectProviders as detect } from "../providers/detect.ts";
import { type CredentialsStatus, credentialsStatus } from "../registry/credentials-status.ts";
import { type LibraryState, libraryState, manifestFindings, type SyncedState } from "../registry/sync/library-state.ts";
import { listRuns, type RunSummary } from "../runs/run-list.ts";
import { hasUncommittedChanges as isDirty, isGitRepo as isRepository, trackingBy } from "../workspace/git.ts";
import { type OpenedPlace, openPlace, type Place, workspaceFolders } from "./place.ts";

/** A project in one view. */
export interface Status {
  readonly root: string;
  readonly config: LoadedConfig;
  readonly providers: readonly DetectedProvider[];
  /** How many prompt files the library has. */
  readonly prompts: number;
  /** How the prompts of the manifest stand to what was synced, counted. */
  readonly synced: Readonly<Record<SyncedState, number>>;
  /** Why that cannot be told, of the manifest or of a file. */
  readonly libraryFindings: readonly Finding[];
  /** Running ones and the latest. */
  readonly runs: readonly RunSummary[];
  readonly credentials: CredentialsStatus;
}

const RECENT_RUNS = 10;

export async function status(place: Place = {}): Promise<Status> {
  const opened = await openPlace(place);
  const { loaded, env, artifactsDir } = opened;
  const [providers, files, library, runs, credentials] = await Promise.all([
    detectAt(opened),
    listLibraryFiles(loaded.root),
    libraryState(loaded.root),
    listRuns(artifactsDir),
    credentialsStatus(loaded.root, { env, git: trackingBy(env) }),
  ]);
  const shown = runs.filter((run, at) => at < RECENT_RUNS || run.status === "running");
  const prompts = { prompts: files.length, synced: counted(library), libraryFindings: library.findings };
  return { root: loaded.root, config: loaded, providers, ...prompts, runs: shown, credentials };
}

function counted({ files }: LibraryState): Record<SyncedState, number> {
  const counts = { synced: 0, edited: 0, conflict: 0, missing: 0 };
  for (const { state } of files) counts[state] += 1;
  return counts;
}

/** What is wrong with the library, its pipelines, its manifest and the configuration. Executes nothing. */
export async function validate(place: Place & { readonly paths?: readonly string[] } = {}): Promise<Finding[]> {
  const cwd = resolve(place.cwd ?? ".");
  const env = place.env ?? processEnv();
  const root = findProjectRoot(cwd);
  const paths = place.paths?.map((path) => resolve(cwd, path));
  const library = await validateFiles(root, paths?.length === 0 ? undefined : paths);
  const manifest = paths === undefined || paths.length === 0 ? manifestFindings(await libraryState(root)) : [];
  const config = await checkConfig({ cwd, env, isTracked: (path) => isForeign(path, env) });
  return [...config, ...library, ...manifest];
}

async function validateFiles(root: string, paths: readonly string[] | undefined): Promise<Finding[]> {
  const prompts = await validateLibrary(
    root,
    paths?.filter((path) => !isPipelinePath(path)),
  );
  return [...prompts, ...(await validatePipelines(root, paths?.filter(isPipelinePath)))];
}

/** The configuration that holds at `cwd`; each value with where it came from. */
export async function loadRunConfig(place: Place = {}): Promise<LoadedConfig> {
  return loadProject({ cwd: resolve(place.cwd ?? "."), env: place.env ?? processEnv() });
}

/**
 * Which agents are installed here, which version and, as far as can be told without asking anyone, whether they are logged
 * in. A CLI whose files do not tell its version is started with `--version`, once for each state of it, for at most 10
 * seconds, in an empty folder and without keys; none that stands in the workspace, or that configuration alone defines.
 */
export async function detectProviders(place: Place = {}): Promise<DetectedProvider[]> {
  return detectAt(await openPlace(place));
}

function detectAt(opened: OpenedPlace): Promise<DetectedProvider[]> {
  const { env, loaded } = opened;
  return detect({ env, config: loaded.config, versions: { asked: { notIn: workspaceFolders(opened) } } });
}

export function isGitRepo(cwd = "."): Promise<boolean> {
  return isRepository(resolve(cwd), processEnv());
}

/** Changed, staged or untracked files; false outside a repository. */
export function hasUncommittedChanges(cwd = "."): Promise<boolean> {
  return isDirty(resolve(cwd), processEnv());
}
