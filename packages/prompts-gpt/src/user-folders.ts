import { homedir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { ConfigError } from "./errors.ts";

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
  return join(homeOf(env), fallback);
}

/** Never relative, as a HOME that is empty makes it: what was accepted there would be the repository's to say. */
function homeOf(env: Env): string {
  const given = env["HOME"];
  if (given !== undefined && isAbsolute(given)) return given;
  const known = [homedir, () => userInfo().homedir].map(homeBy).find((home) => home !== undefined);
  if (known !== undefined) return known;
  throw new ConfigError("This user has no home folder: HOME is no absolute path.", "export HOME=/path/to/a/folder");
}

function homeBy(ask: () => string): string | undefined {
  try {
    const home = ask();
    return isAbsolute(home) ? home : undefined;
  } catch {
    return undefined; // nobody of that number is known
  }
}
