import { realpathSync, statSync } from "node:fs";
import { ConfigError } from "../errors.ts";

/** Its real path, as `cd` to it would give: what an agent may write to is told apart by paths. */
export function checkFolder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return realpathSync(path);
  throw new ConfigError(`There is no folder ${path}.`, "--cwd <an existing folder>");
}
