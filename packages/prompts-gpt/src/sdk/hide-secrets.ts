import { isMap } from "../is-map.ts";
import { createRedactor } from "../process/redact/redactor.ts";
import { secretsIn } from "../process/redact/secrets.ts";
import type { Env } from "../process/spawn.ts";

/**
 * The same data with `[redacted:NAME]` in the place of secrets of `env`, of what looks like a token, and of the secrets in
 * settings that add to an agent's environment: of these where they are set alone, or one setting could hide what another
 * one would execute.
 */
export function hideSecrets<T>(data: T, env: Env): T {
  const redactor = createRedactor(secretsIn(env));
  const json = JSON.stringify([data]);
  // One look at all of it: nearly always that is enough, and a result may hold thousands of texts.
  if (!MAY_BE_SETTINGS.test(json) && !redactor.mayBeIn(Buffer.from(json))) return data;
  return redactor.deep(hideInSettings(data) as T); // the same shape: only texts were changed
}

/** Of `env`, or of the name of a setting that ends in it. */
const MAY_BE_SETTINGS = /\benv"/;

function hideInSettings(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(hideInSettings);
  if (!isMap(data)) return data;
  const { key } = data;
  const isSetting = (name: string) =>
    name === "env" || (name === "value" && typeof key === "string" && key.endsWith(".env"));
  const hidden = Object.entries(data).map(([name, value]) => [
    name,
    isSetting(name) && isMap(value) ? hideInEnv(value) : hideInSettings(value),
  ]);
  return Object.fromEntries(hidden) as unknown;
}

function hideInEnv(env: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const hidden = Object.entries(env).map(([name, value]) => [
    name,
    typeof value === "string" ? createRedactor(secretsIn({ [name]: value })).text(value) : value,
  ]);
  return Object.fromEntries(hidden) as Record<string, unknown>;
}
