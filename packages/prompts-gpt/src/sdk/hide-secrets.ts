import { createRedactor } from "../process/redact/redactor.ts";
import { secretsIn } from "../process/redact/secrets.ts";
import type { Env } from "../process/spawn.ts";

/** The same data with `[redacted:NAME]` in the place of secrets of `env` and of what looks like a token. */
export function hideSecrets<T>(data: T, env: Env): T {
  return createRedactor(secretsIn(env)).deep(data);
}
