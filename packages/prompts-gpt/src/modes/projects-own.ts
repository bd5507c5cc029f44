import { resolve } from "node:path";
import type { LoadedConfig } from "../config/config.ts";
import { SWEEP_LOCK } from "../runs/sweep-lock-file.ts";

/** What we keep in a project, and is no work of an agent. Absolute. */
export function projectsOwn(artifactsDir: string, { root }: Pick<LoadedConfig, "root">): readonly string[] {
  return [artifactsDir, ...[".prompts-gpt/.credentials.json", SWEEP_LOCK].map((file) => resolve(root, file))];
}
