import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { sha256 } from "../../sha256.ts";
import { type Env, userStateFolder } from "../../user-folders.ts";

/** All stores of this user. */
export function storesFolder(env: Env): string {
  return join(userStateFolder(env), "snapshots");
}

/** By the real path of the folder, which names it also when nothing of it is left. */
export function storePath(root: string, env: Env): string {
  return join(storesFolder(env), `${nameOf(root)}-${sha256(root).slice(0, 16)}`);
}

/** The same where there is one. Most folders have none, and no digest is needed to tell: such a run is 3 ms faster. */
export function existingStore(root: string, env: Env): string | undefined {
  if (!storeNames(env).some((name) => name.startsWith(`${nameOf(root)}-`))) return undefined;
  const store = storePath(root, env);
  return existsSync(join(store, "config")) ? store : undefined;
}

function storeNames(env: Env): readonly string[] {
  try {
    return readdirSync(storesFolder(env));
  } catch {
    return []; // none was ever made, or nothing can be noted there
  }
}

function nameOf(root: string): string {
  return basename(root)
    .replace(/[^\w.-]/g, "-")
    .slice(0, 40);
}
