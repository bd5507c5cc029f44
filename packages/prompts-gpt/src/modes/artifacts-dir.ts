import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import type { LoadedConfig } from "../config/config.ts";
import { ConfigError } from "../errors.ts";
import { liesIn, realPlace } from "../real-place.ts";
import type { RunPromptInput } from "./run-input.ts";

type Asked = Pick<RunPromptInput, "artifactsDir">;

/** The folder that holds the run directories. Absolute. */
export function artifactsDirOf(input: Asked, cwd: string, { root, config }: LoadedConfig): string {
  return input.artifactsDir === undefined ? resolve(root, config.artifactsDir) : resolve(cwd, input.artifactsDir);
}

/** Refuses a folder that the repository leads out of the project by a symbolic link: only the user may choose such a place. */
export async function checkArtifactsDir(input: Asked, path: string, { root, origins }: LoadedConfig): Promise<void> {
  const layer = origins["artifactsDir"]?.layer ?? "default";
  if (input.artifactsDir !== undefined || (layer !== "default" && layer !== "project")) return;
  const [place, project] = await Promise.all([realPlace(path), realpath(root)]);
  if (liesIn(project, place)) return;
  throw new ConfigError(
    `${path} leads out of the project, to ${place}; the repository may not choose that for you.`,
    `To want it all the same: --artifacts-dir ${place}`,
  );
}
