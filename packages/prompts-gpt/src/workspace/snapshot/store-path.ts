import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { type Env, userStateFolder } from "../../user-folders.ts";

/** All stores of this user. */
export function storesFolder(env: Env): string {
  return join(userStateFolder(env), "snapshots");
}

/** By the real path of the folder, which names it also when nothing of it is left. */
export function storePath(root: string, env: Env): string {
  const name = basename(root)
    .replace(/[^\w.-]/g, "-")
    .slice(0, 40);
  return join(storesFolder(env), `${name}-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`);
}
