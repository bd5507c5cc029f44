import type { Env } from "./spawn.ts";

/** Whatever the environment tells git (`GIT_DIR`, `GIT_CONFIG_COUNT`, …) is meant for the user's own calls. */
export function withoutGit(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("GIT_")));
}
