import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Mount } from "../process/namespace.ts";
import type { Env } from "../process/spawn.ts";
import { mountedGit, placesIn } from "./shim-script.ts";
import type { Shim } from "./shim.ts";

/** Where a git usually stands, on PATH or not. */
const USUAL = ["/usr/local/bin", "/usr/bin", "/bin"];

/**
 * Puts the shim where git itself stands, so that it is met on every way: by path, from a login shell, without any
 * environment. None where one of these gits is a script: it may call another one, and that would be the shim again.
 */
export function mountsOver(
  shim: Shim,
  { rules, env }: { readonly rules: string; readonly env: Env },
): readonly Mount[] {
  const places = placesIn(shim.folder);
  const folders = [...(env["PATH"] ?? "").split(delimiter), ...USUAL, shim.own].filter(Boolean);
  const found = [shim.git, ...folders.map((folder) => join(folder, "git"))].flatMap(realFile);
  const gits = [...new Set(found)].filter((file) => !file.startsWith(shim.folder));
  const [first] = gits;
  if (first === undefined || gits.some(isScript) || !hasPlace(shim.folder)) return [];
  return [
    { file: first, over: mountedGit(shim.folder) },
    { file: rules, over: places.rules },
    ...gits.map((git) => ({ file: join(places.bin, "git"), over: git })),
  ];
}

/** Made when it is missing; false where the system has no such place, or it is not root's alone to write. */
function hasPlace(folder: string): boolean {
  const place = mountedGit(folder);
  try {
    const folders = [dirname(dirname(place)), dirname(place)];
    mkdirSync(dirname(place), { recursive: true });
    for (const one of folders) chmodSync(one, 0o755); // whatever the umask
    closeSync(openSync(place, "a", 0o755));
    return [...folders, place].every((path) => lstatSync(path).uid === 0 && (lstatSync(path).mode & 0o022) === 0);
  } catch {
    return false;
  }
}

function realFile(file: string): string[] {
  try {
    return [realpathSync(file)];
  } catch {
    return []; // none there
  }
}

function isScript(file: string): boolean {
  try {
    const start = Buffer.alloc(2);
    const descriptor = openSync(file, "r");
    readSync(descriptor, start);
    closeSync(descriptor);
    return start.toString("latin1") === "#!";
  } catch {
    return true; // what may not be read may be one
  }
}
