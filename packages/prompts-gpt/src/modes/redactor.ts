import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadedConfig } from "../config/config.ts";
import { createRedactor, type Redactor } from "../process/redact/redactor.ts";
import { type Secret, secretsIn } from "../process/redact/secrets.ts";
import type { Env } from "../process/spawn.ts";

/**
 * What hides the secrets of a run: those of the environment, of what configuration adds to it (for any provider), the
 * stored token, and what the configured patterns match.
 */
export function redactorOf({ root, config }: LoadedConfig, env: Env): Redactor {
  const added = Object.values(config.providers).flatMap((provider) => secretsIn(provider.env ?? {}));
  return createRedactor(secretsIn(env, [...added, ...storedToken(root)]), config.redact);
}

/** An agent can read the file too, and print it. What does not hold in it is no business of a run. */
function storedToken(root: string): Secret[] {
  try {
    const text = readFileSync(join(root, ".prompts-gpt/.credentials.json"), "utf8");
    return [...text.matchAll(/"token"\s*:\s*"([^"\\]+)"/g)].map(([, value = ""]) => ({ name: "token", value }));
  } catch {
    return []; // nothing is stored
  }
}
