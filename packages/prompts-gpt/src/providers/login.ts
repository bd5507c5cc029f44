import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Json, object, text } from "./json.ts";
import type { Env, Login } from "./provider.ts";

export const yes = (why: string): Login => ({ authenticated: "yes", why });
export const no = (why: string): Login => ({ authenticated: "no", why });
export const unknown = (why: string): Login => ({ authenticated: "unknown", why });

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

/** Synchronous: it is small or not there, and a turn of the event loop takes longer. */
export function contentOf(path: string): string | undefined {
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined; // an exception would cost more
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // not there, or not readable: then it is no login that the CLI could use either
  }
}

/** The object in a file of settings, whose lines may be comments; an empty one where there is none. */
export function settingsIn(path: string): Json {
  const content = contentOf(path);
  if (content === undefined) return {};
  const lines = content.split("\n").filter((line) => !/^\s*\/\//.test(line));
  try {
    return object(JSON.parse(lines.join("\n")));
  } catch {
    return {}; // the CLI cannot read it either
  }
}

/** Whether a variable leads to another server than its makers'. */
export function isOwnServer(url: string | undefined, makers: string): boolean {
  if ((url ?? "") === "") return false;
  try {
    return new URL(url ?? "").hostname !== makers;
  } catch {
    return true; // wherever that leads
  }
}

/** Whether one of a CLI's own files of variables gives this one a value: in its folder, or in the user's home. */
export function isInDotEnv(name: string, folder: string, env: Env): boolean {
  const files = [join(folder, ".env"), join(homeOf(env), ".env")].map(contentOf);
  return files.some((content) =>
    new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*["']?[^\\s"']`, "m").test(content ?? ""),
  );
}

/** Gemini CLI and Qwen Code, which comes from it, keep this in the same place. */
export function chosenAuth(folder: string): string | undefined {
  const { security, selectedAuthType } = settingsIn(join(folder, "settings.json"));
  return text(object(object(security)["auth"])["selectedType"]) ?? text(selectedAuthType);
}
