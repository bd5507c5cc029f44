import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../process/spawn.ts";
import { userStateFolder } from "../user-folders.ts";
import { withLock } from "../workspace/snapshot/lock.ts";

/** One at a time changes the library at `root` and its manifest; each waits for the one before, unless `signal` gives it up. */
export function withLibrary<T>(
  { root, env, signal }: { readonly root: string; readonly env: Env; readonly signal: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const locks = join(userStateFolder(env), "sync");
  mkdirSync(locks, { recursive: true, mode: 0o700 });
  const lock = join(locks, createHash("sha256").update(root).digest("hex").slice(0, 32));
  return withLock({ lock, what: root, signal }, work);
}
