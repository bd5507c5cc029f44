import { processEnv } from "./environment.ts";

/** Whether this runs unattended: then nothing is ever asked. */
export function isCI(env: Readonly<Record<string, string | undefined>> = processEnv()): boolean {
  const { CI: ci } = env;
  return ci !== undefined && !["", "0", "false"].includes(ci.toLowerCase());
}
