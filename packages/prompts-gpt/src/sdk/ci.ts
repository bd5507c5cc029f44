import { processEnv } from "../config/environment.ts";
import type { Env } from "../process/spawn.ts";

/** Whether this runs unattended: then nothing is ever asked. */
export function isCI(env: Env = processEnv()): boolean {
  const { CI: ci } = env;
  return ci !== undefined && !["", "0", "false"].includes(ci.toLowerCase());
}
