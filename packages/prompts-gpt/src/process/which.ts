import { accessSync, constants, statSync } from "node:fs";
import { posix, win32 } from "node:path";
import { pathFolders } from "./absolute-path.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The file that `name` would start: in the absolute folders of PATH, or where it says when it is a path. */
export function which(name: string, env: Env, cwd = "."): string | undefined {
  return candidates(name, env, { cwd, platform: process.platform }).find(isProgram);
}

interface Where {
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
}

/** The files that a name may mean, in the order of the system. */
export function candidates(name: string, env: Env, { cwd, platform }: Where): string[] {
  const path = platform === "win32" ? win32 : posix;
  const names = endings(name, env, platform).map((ending) => name + ending);
  if (path.isAbsolute(name) || /[/\\]/.test(name)) return names.map((one) => path.resolve(cwd, one));
  return pathFolders(env, platform).flatMap((folder) => names.map((one) => path.join(folder, one)));
}

function endings(name: string, env: Env, platform: NodeJS.Platform): readonly string[] {
  if (platform !== "win32") return [""];
  const known = (env["PATHEXT"] ?? ".EXE;.CMD;.BAT;.COM").split(";");
  return known.some((ending) => name.toUpperCase().endsWith(ending.toUpperCase())) ? [""] : known;
}

/** Synchronous: a dozen looks at folders that the system has at hand take less than one turn of the event loop each. */
function isProgram(file: string): boolean {
  try {
    // Most are not there, and an exception for each would cost more than all the looking.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to start: the next folder may have it
  }
}
