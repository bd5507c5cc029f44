import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** The file that `name` would start, found as the system would: on PATH, or where it says when it is a path. */
export function which(name: string, env: Env, cwd = "."): string | undefined {
  const isPath = isAbsolute(name) || /[/\\]/.test(name);
  const folders = isPath
    ? [""]
    : pathOf(env)
        .split(delimiter)
        .filter((folder) => folder !== "");
  for (const folder of folders)
    for (const ending of endings(name, env)) {
      const file = isPath ? resolve(cwd, name + ending) : join(folder, name + ending);
      if (isProgram(file)) return file;
    }
  return undefined;
}

/** Windows spells it `Path`, and only `process.env` itself does not care. */
function pathOf(env: Env): string {
  const key = Object.keys(env).find((name) => name.toUpperCase() === "PATH");
  return (key === undefined ? undefined : env[key]) ?? "";
}

function endings(name: string, env: Env): readonly string[] {
  if (process.platform !== "win32") return [""];
  const known = (env["PATHEXT"] ?? ".EXE;.CMD;.BAT;.COM").split(";");
  return known.some((ending) => name.toUpperCase().endsWith(ending.toUpperCase())) ? [""] : known;
}

/** Synchronous: a dozen looks at folders that the system has at hand take less than one turn of the event loop each. */
function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // not there, or not ours to start: the next folder may have it
  }
}
