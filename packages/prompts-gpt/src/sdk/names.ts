import { readdir } from "node:fs/promises";
import { BUILT_IN_PROVIDERS } from "../config/provider-names.ts";
import { findProjectRoot } from "../config/root.ts";
import { stemOf } from "../prompts/formats.ts";
import { listLibraryFiles } from "../prompts/library.ts";
import { openPlace, type Place } from "./place.ts";

export type NamedKind = "prompt" | "agent" | "model" | "run";

/**
 * What can be typed to name one, found as fast as can be: no prompt and no record is read. Prompts by their file names;
 * agents without those that a repository brings and nobody has accepted; models as far as the configuration names them.
 */
export async function listNames(kind: NamedKind, place: Place & { readonly cwd: string }): Promise<readonly string[]> {
  if (kind === "prompt") return promptNames(findProjectRoot(place.cwd));
  const { artifactsDir, loaded } = await openPlace(place);
  const { customProviders, providers, model } = loaded.config;
  switch (kind) {
    case "agent":
      return [...BUILT_IN_PROVIDERS, ...Object.keys(customProviders)];
    case "model":
      return [...new Set([model, ...Object.values(providers).map((one) => one.model)])].filter(
        (name) => name !== undefined,
      );
    case "run":
      return runIds(artifactsDir);
  }
}

/** Without those that two files have. */
async function promptNames(root: string): Promise<string[]> {
  const names = (await listLibraryFiles(root)).map(({ path }) => stemOf(path));
  return names.filter((name) => names.indexOf(name) === names.lastIndexOf(name));
}

/** Latest first, as far as their ids begin with the time. */
async function runIds(artifactsDir: string): Promise<string[]> {
  const entries = await readdir(artifactsDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return folders
    .map(({ name }) => name)
    .toSorted()
    .toReversed();
}
