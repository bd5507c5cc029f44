import { chmodSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../errors.ts";
import type { Env } from "../../process/spawn.ts";
import { liesIn } from "../../real-place.ts";
import { userStateFolder } from "../../user-folders.ts";

/** Where all lanes of this user stand, and beside each what is known of it. Short: sockets in a lane have 108 bytes for their path. */
export function lanesFolder(env: Env): string {
  return join(userStateFolder(env), "lanes");
}

/** Makes it, for this user alone; its real path. Not in a working tree: there, an agent's `git clean` would reach it. */
export function openLanesFolder(top: string, env: Env): string {
  const folder = lanesFolder(env);
  mkdirSync(join(folder, "kept"), { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const real = realpathSync(folder);
  if (!liesIn(top, real)) return real;
  throw new ConfigError(
    "Lanes would stand in the working tree itself, where an agent can delete them.",
    "Point XDG_STATE_HOME at a folder outside of it.",
  );
}
