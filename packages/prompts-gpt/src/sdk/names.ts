import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { shortCandidate } from "../candidate-name.ts";
import type { LoadedConfig } from "../config/config.ts";
import { processEnv } from "../config/environment.ts";
import { loadConfig } from "../config/load.ts";
import { BUILT_IN_PROVIDERS } from "../config/provider-names.ts";
import { findProjectRoot } from "../config/root.ts";
import { artifactsDirOf } from "../modes/artifacts-dir.ts";
import { checkRunId } from "../runs/run-id.ts";
import { stemOf } from "../prompts/formats.ts";
import { listLibraryFiles } from "../prompts/library.ts";
import { isTrusted } from "../workspace/trust.ts";
import type { Place } from "./place.ts";

export type NamedKind = "prompt" | "pipeline" | "agent" | "model" | "run" | "group" | "candidate" | "snapshot";

/** `provider`: whose models. Default: those of all that are installed. `begun`: what is typed of the name. `run`: whose candidates; `latest` is read from the records. */
type NamesPlace = Place & {
  readonly cwd: string;
  readonly provider?: string;
  readonly begun?: string;
  readonly run?: string;
};

/**
 * What can be typed to name one, found as fast as can be: no process is started, no prompt and no record is read.
 * Prompts and pipelines by their file names; models as far as the configuration or documentation names them, or their CLI has before.
 */
export async function listNames(kind: NamedKind, place: NamesPlace): Promise<readonly string[]> {
  if (kind === "prompt") return promptNames(findProjectRoot(place.cwd));
  if (kind === "pipeline") return pipelineNames(findProjectRoot(place.cwd));
  if (kind === "snapshot") return snapshotNames(place);
  const loaded = await loadWithoutGit(place);
  switch (kind) {
    case "agent":
      return agentNames(loaded);
    case "model":
      return modelNames(loaded, place);
    case "run":
      return runIds(artifactsDirOf(place, place.cwd, loaded), place.begun);
    case "group": // a single run that was not named otherwise is an agent's
      return (await runIds(artifactsDirOf(place, place.cwd, loaded), place.begun)).filter(
        (id) => !id.startsWith("agent-"),
      );
    case "candidate":
      return candidateNames(artifactsDirOf(place, place.cwd, loaded), place.run);
  }
}

/** Git alone knows whether `config.local.json` came with the repository; but git can hang, and asking takes its time. */
function loadWithoutGit({ cwd, env = processEnv() }: Place & { readonly cwd: string }): Promise<LoadedConfig> {
  return loadConfig({
    cwd,
    env,
    trusted: (root, items) => isTrusted(root, items, env),
    isTracked: async () => false,
  });
}

/** Naming an agent accepts it: so none that a repository may have brought, in `config.local.json` either. */
function agentNames({ config, origins }: LoadedConfig): string[] {
  const own = Object.keys(config.customProviders);
  return [
    ...BUILT_IN_PROVIDERS,
    ...own.filter((name) => origins[`customProviders.${name}.command`]?.layer !== "local"),
  ];
}

async function modelNames(loaded: LoadedConfig, { cwd, env = processEnv(), provider }: NamesPlace): Promise<string[]> {
  const { model, providers } = loaded.config;
  const configured = provider === undefined ? Object.values(providers) : [providers[provider]];
  const { listModelsAt } = await import("./models.ts");
  const only = { keptOnly: true, ...(provider === undefined ? {} : { provider }) };
  const lists = await listModelsAt({ cwd, env, loaded }, only).catch(() => []); // no such provider: no models of its
  const known = lists.flatMap(({ models }) => models.map(({ id }) => id));
  return [...new Set([model, ...configured.map((one) => one?.model), ...known])].filter((name) => name !== undefined);
}

async function promptNames(root: string): Promise<string[]> {
  return onlyOnce((await listLibraryFiles(root)).map(({ path }) => stemOf(path)));
}

async function pipelineNames(root: string): Promise<string[]> {
  const { listPipelines } = await import("../pipeline/validate-pipelines.ts");
  return onlyOnce((await listPipelines(root)).map((path) => basename(path).replace(/\.ya?ml$/i, "")));
}

/** Without those that two files have. */
function onlyOnce(names: readonly string[]): string[] {
  return names.filter((name) => names.indexOf(name) === names.lastIndexOf(name));
}

/** What can be restored: by its run, or by its own id where no run was. */
async function snapshotNames({ cwd, env = processEnv() }: NamesPlace): Promise<string[]> {
  const { groupOf, listSnapshots, storeAbove } = await import("../workspace/snapshot/catalogue.ts");
  const store = storeAbove(cwd, env);
  if (store === undefined) return [];
  // Several runs as one are brought back together too.
  const names = listSnapshots(store).flatMap(({ id, of, reason }) => (reason === "run" ? [groupOf(of), of] : [id]));
  return [...new Set(names)];
}

/** Latest first, as far as their ids begin with the time. Members of a run where its id and a `/` are typed. */
async function runIds(artifactsDir: string, begun = ""): Promise<string[]> {
  const group = begun.includes("/") ? begun.slice(0, begun.indexOf("/")) : undefined;
  const folder = group === undefined ? artifactsDir : join(artifactsDir, checkRunId(group));
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
  if (group !== undefined) return names.toSorted().map((name) => `${group}/${name}`);
  return names.toSorted().toReversed();
}

/** Who worked in a lane, by the folders of their records: as `--candidate` takes them. */
async function candidateNames(artifactsDir: string, run = "latest"): Promise<string[]> {
  const { findNamedDir } = await import("../runs/find-run.ts");
  const names = await readdir(await findNamedDir(artifactsDir, run, { of: "groups" }));
  const candidates = names.filter((name) =>
    /(?:^|\.)(?:provider|attempt|prompt|iteration)-[^.]+(?:\.\d+)?$/.test(name),
  );
  return [...new Set(candidates.map((name) => shortCandidate(name.replace(/\.\d+$/, ""))))].toSorted();
}
