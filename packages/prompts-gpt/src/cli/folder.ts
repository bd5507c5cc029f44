import { stat } from "node:fs/promises";
import { ConfigError } from "../errors.ts";

/** A mistyped `--cwd` must not look like an empty project. */
export async function checkFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) throw new ConfigError(`--cwd: there is no folder ${path}.`, "--cwd <path of a folder>");
}
