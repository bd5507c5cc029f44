import { readFile, realpath } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { objectIn, text } from "./json.ts";

const VERSION = /^v?(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)$/;
/** Homebrew: `Cellar/codex/0.169.0_1/bin/codex`. */
const CELLAR = /[/\\]Cellar[/\\][^/\\]+[/\\]([^/\\_]+)(?:_\d+)?[/\\]/;

/** A package for each platform may bear its name in the version: `0.169.0-linux-x64`. */
const OF_PLATFORM = /-(?:linux|darwin|win32)-\w+$/;

/** Of a program, from the files around it and without starting it; null where they do not tell. */
export async function installedVersion(file: string | undefined): Promise<string | null> {
  const real = file === undefined ? undefined : await realpath(file).catch(() => undefined);
  if (real === undefined) return null;
  // Installers that keep several name each one's file or folder after it: `…/versions/2.1.330`.
  const named = [basename(real), basename(dirname(real)), CELLAR.exec(real)?.[1] ?? ""].map(
    (name) => VERSION.exec(name)?.[1],
  );
  return named.find((version) => version !== undefined) ?? (await packageVersion(dirname(real)));
}

/** Of the npm package that the folder lies in. */
async function packageVersion(folder: string): Promise<string | null> {
  if (!folder.includes(`${sep}node_modules${sep}`)) return null;
  const manifest = await readFile(join(folder, "package.json"), "utf8").catch(() => ""); // then one folder up
  const version = text(objectIn(manifest)?.["version"])?.replace(OF_PLATFORM, "");
  return version ?? packageVersion(dirname(folder));
}
