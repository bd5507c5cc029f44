import { type BytePath, nameOf } from "./byte-path.ts";

/** Names of folders that a tool fills again from a lock file. Left out only where git ignores them. */
export const DEPENDENCY_FOLDERS: ReadonlySet<string> = new Set(
  "node_modules bower_components jspm_packages .venv venv .tox __pycache__ .mypy_cache .pytest_cache target .gradle .m2 .cargo vendor Pods .pnpm-store .yarn .turbo .next .nuxt .parcel-cache .cache".split(
    " ",
  ),
);

export function isDependencyFolder(path: BytePath): boolean {
  return DEPENDENCY_FOLDERS.has(nameOf(path));
}
