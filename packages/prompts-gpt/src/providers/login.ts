import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import type { Env, Login } from "./provider.ts";

/** Where a variable of `keys` is enough, and the CLI's own login is not looked at. */
export function loginByVariable(env: Env, keys: readonly [string, ...string[]]): Login {
  const key = keys.find((name) => isSet(env, name));
  if (key !== undefined) return { authenticated: "yes", why: `${key} is set` };
  return { authenticated: "unknown", why: `${keys[0]} is not set, and its own login is not looked at` };
}

export function isSet(env: Env, name: string): boolean {
  return (env[name] ?? "") !== "";
}

export function homeOf(env: Env): string {
  return env["HOME"] || env["USERPROFILE"] || homedir();
}

export async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined; // not there, or not readable: then it is no login that the CLI could use either
  }
}
