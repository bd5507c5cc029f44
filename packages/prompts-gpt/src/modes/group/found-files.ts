import type { LoadedConfig } from "../../config/config.ts";

/** Which prompt files a group is of: absolute, each once; and which were named more than once. */
export interface FoundFiles {
  readonly paths: readonly string[];
  readonly repeated: readonly string[];
  /** In place of files: one prompt as it stands. */
  readonly text?: string | Uint8Array;
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
