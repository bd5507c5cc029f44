import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "../error-code.ts";
import { ConfigError } from "../errors.ts";
import type { Env } from "../process/spawn.ts";
import { sha256 } from "../sha256.ts";
import { userStateFolder } from "../user-folders.ts";
import { withLock } from "../workspace/snapshot/lock.ts";

/** One at a time changes the library at `root` and its manifest; each waits for the one before, unless `signal` gives it up. */
export function withLibrary<T>(
  { root, env, signal }: { readonly root: string; readonly env: Env; readonly signal: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const locks = join(userStateFolder(env), "sync");
  makeFolder(locks);
  const lock = join(locks, sha256(root).slice(0, 32));
  const fix = "Wait for it, or end it; then the same again.";
  return withLock({ lock, what: `the library of ${root}`, fix, signal }, work);
}

function makeFolder(locks: string): void {
  try {
    mkdirSync(locks, { recursive: true, mode: 0o700 });
    accessSync(locks, constants.W_OK);
  } catch (error) {
    const message = `${locks} cannot be written to (${String(codeOf(error))}); there syncs wait for each other.`;
    const fix = "Point XDG_STATE_HOME at a folder that can be: export XDG_STATE_HOME=<folder>";
    throw new ConfigError(message, fix, { cause: error });
  }
}
