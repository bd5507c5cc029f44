import { accessSync, constants, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { pathFolders } from "./absolute-path.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The file that `name` would start: in the absolute folders of PATH, or where it says when it is a path. */
export function which(name: string, env: Env, cwd = "."): string | undefined {
  const isPath = isAbsolute(name) || /[/\\]/.test(name);
  const folders = isPath ? [""] : pathFolders(env);
  for (const folder of folders)
    for (const ending of endings(name, env)) {
      const file = isPath ? resolve(cwd, name + ending) : join(folder, name + ending);
      if (isProgram(file)) return file;
    }
  return undefined;
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
