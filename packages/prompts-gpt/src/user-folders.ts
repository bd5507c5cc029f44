import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

export type Env = Readonly<Record<string, string | undefined>>;

/** Where this user's own configuration stands, outside every repository. */
export function userConfigFolder(env: Env): string {
  return join(base(env, "XDG_CONFIG_HOME", ".config"), "prompts-gpt");
}

/** Where what prompts-gpt itself remembers stands, outside every repository. */
export function userStateFolder(env: Env): string {
  return join(base(env, "XDG_STATE_HOME", ".local/state"), "prompts-gpt");
}

/** Where stands what may be deleted at any time. */
export function userCacheFolder(env: Env): string {
  return join(base(env, "XDG_CACHE_HOME", ".cache"), "prompts-gpt");
}

function base(env: Env, variable: string, fallback: string): string {
  const value = env[variable];
  // A relative path would mean another folder, perhaps one of the repository's, wherever one stands.
  if (value !== undefined && isAbsolute(value)) return value;
  return join(env["HOME"] || homedir(), fallback);
}
