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
  const shown = hideInSettings(data) as T; // the same shape: only texts were changed
  const redactor = createRedactor(secretsIn(env));
  // Of a long list that holds none, one look at all of it takes less than one at each text.
  return redactor.mayBeIn(Buffer.from(JSON.stringify(shown) ?? "")) ? redactor.deep(shown) : shown;
}

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
