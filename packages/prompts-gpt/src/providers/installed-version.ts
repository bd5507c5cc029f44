import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { objectIn, text } from "./json.ts";

const VERSION = /^v?(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)$/;
/** Homebrew: `Cellar/codex/0.169.0_1/bin/codex`. */
const CELLAR = /[/\\]Cellar[/\\][^/\\]+[/\\]([^/\\_]+)(?:_\d+)?[/\\]/;

/** A package for each platform may bear its name in the version: `0.169.0-linux-x64`. */
const OF_PLATFORM = /-(?:linux|darwin|win32)-\w+$/;

/** Of a program, from the files around it and without starting it; null where they do not tell. */
export function installedVersion(file: string): string | null {
  const real = realPathOf(file);
  if (real === undefined) return null;
  // Installers that keep several name each one's file or folder after it: `…/versions/2.1.330`.
  const named = [basename(real), basename(dirname(real)), CELLAR.exec(real)?.[1] ?? ""].map(
    (name) => VERSION.exec(name)?.[1],
  );
  return named.find((version) => version !== undefined) ?? packageVersion(dirname(real));
}

/** Of the npm package that the folder lies in. */
function packageVersion(folder: string): string | null {
  if (!folder.includes(`${sep}node_modules${sep}`)) return null;
  const version = text(objectIn(manifestIn(folder))?.["version"])?.replace(OF_PLATFORM, "");
  return version ?? packageVersion(dirname(folder));
}

// Synchronous: these few calls take less time than one turn of the event loop each, and a run waits for them.

function realPathOf(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch {
    return undefined; // gone since it was found
  }
}

function manifestIn(folder: string): string {
  try {
    return readFileSync(join(folder, "package.json"), "utf8");
  } catch {
    return ""; // then one folder up
  }
}
