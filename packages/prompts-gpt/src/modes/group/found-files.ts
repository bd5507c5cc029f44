import type { LoadedConfig } from "../../config/config.ts";
import type { ReadPrompt } from "./read-prompts.ts";

/** Which prompt files a group is of: absolute, each once; and which were named more than once. */
export interface FoundFiles {
  readonly paths: readonly string[];
  readonly repeated: readonly string[];
  /** In place of files: one prompt as it stands. */
  readonly text?: string | Uint8Array;
  /** In place of files: prompts that were read already. */
  readonly read?: readonly ReadPrompt[];
}

/** Where they are looked for. */
export interface GroupFinding {
  readonly root: string;
  readonly cwd: string;
  readonly loaded: LoadedConfig;
}

export function eachOnce(all: readonly string[]): FoundFiles {
  const paths = [...new Set(all)];
  return { paths, repeated: paths.filter((path) => all.indexOf(path) !== all.lastIndexOf(path)) };
}
