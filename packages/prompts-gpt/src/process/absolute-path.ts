import { delimiter, posix, win32 } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** The folders that PATH names. Windows spells it `Path`, and only `process.env` itself does not care. */
export function pathFolders(env: Env, platform: NodeJS.Platform = process.platform): string[] {
  const key = pathKey(env);
  const path = platform === "win32" ? win32 : posix;
  return (key === undefined ? "" : (env[key] ?? "")).split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

/**
 * The same environment without what is relative in PATH (`.`, an empty entry): with it a program of ours would look for
 * git in the repository first, and start what the repository calls so. The object itself when there is nothing to drop.
 */
export function withAbsolutePath(env: Env): Env {
  const key = pathKey(env);
  const path = key === undefined ? undefined : env[key];
  if (key === undefined || path === undefined) return env;
  const kept = pathFolders(env);
  if (kept.length === path.split(delimiter).length) return env;
  // An empty PATH would mean the current folder once more; none at all means the system's own.
  return { ...env, [key]: kept.length === 0 ? undefined : kept.join(delimiter) };
}

function pathKey(env: Env): string | undefined {
  return env["PATH"] === undefined ? Object.keys(env).find((name) => name.toUpperCase() === "PATH") : "PATH";
}
