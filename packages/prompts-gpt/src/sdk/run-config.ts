import { lstat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { processEnv } from "../config/environment.ts";
import { artifactsCover } from "../doctor/artifacts-cover.ts";
import { artifactsDirOf } from "../modes/artifacts-dir.ts";
import { loadProject } from "../modes/project.ts";
import { CREDENTIALS_FILE } from "../registry/credentials.ts";
import { addIgnoreLine, keepOutOfGit } from "../registry/git-ignore.ts";
import { absent, makeOwnFolder, replace } from "../registry/private-file.ts";
import { trackingBy } from "../workspace/git.ts";
import type { Place } from "./place.ts";

export interface RunConfigResult {
  /** Of the project. Absolute. */
  readonly root: string;
  /** What was written or added to, from the root, with `/`; empty when everything was there. */
  readonly written: readonly string[];
}

/**
 * Sets a project up: `.prompts-gpt/config.json`, and the lines of .gitignore that keep credentials, personal settings,
 * backups and runs out of git. What is there stays as it is, byte for byte. Rejects with a {@link ConfigError} when the configuration
 * does not hold: then nothing was written.
 */
export async function initRunConfig(place: Place = {}): Promise<RunConfigResult> {
  const cwd = resolve(place.cwd ?? ".");
  const env = place.env ?? processEnv();
  const loaded = await loadProject({ cwd, env });
  const { root } = loaded;
  const library = join(root, ".prompts-gpt");
  await makeOwnFolder(library);
  const before = await Promise.all(FILES.map((name) => stampOf(join(root, name))));
  const config = join(root, CONFIG);
  if ((await stampOf(config)) === undefined) await replace(config, await formatConfig(root), { mode: undefined });
  const { isIgnored } = trackingBy(env);
  await keepOutOfGit(join(library, CREDENTIALS_FILE), isIgnored);
  for (const [line, what] of PERSONAL)
    await addIgnoreLine({ file: join(library, ".gitignore"), line, what }, () => isIgnored(join(library, line)));
  const artifacts = await ignoreArtifacts({ root, env }, artifactsDirOf(place, cwd, loaded));
  const after = await Promise.all(FILES.map((name) => stampOf(join(root, name))));
  const written = FILES.filter((_, at) => before[at] !== after[at]);
  return { root, written: [...written, ...artifacts] };
}

const CONFIG = ".prompts-gpt/config.json";
const FILES = [CONFIG, ".prompts-gpt/.gitignore"];
/** In the library, and for one person only. */
const PERSONAL = [
  ["config.local.json", "personal settings"],
  [".backups", "copies of what was overwritten"],
] as const;

const SCHEMA = "node_modules/prompts-gpt/schemas/config.schema.json";

/**
 * The settings are all at their defaults. Where this package is one of the project's, an editor that reads the schema in it
 * explains each; a URL would be somebody else's server, and of one version for ever.
 */
async function formatConfig(root: string): Promise<string> {
  const isThere = (await stampOf(join(root, SCHEMA))) !== undefined;
  return `${JSON.stringify(isThere ? { $schema: `../${SCHEMA}` } : {}, null, 2)}\n`;
}

/** Of a folder that is no part of the project nothing is said. */
async function ignoreArtifacts(place: Parameters<typeof artifactsCover>[0], artifactsDir: string): Promise<string[]> {
  const { file, line } = await artifactsCover(place, artifactsDir);
  if (/[\r\n]|(?:^|\/)\.\.\//.test(line)) return [];
  const isCovered = async () => {
    const { state } = await artifactsCover(place, artifactsDir);
    return state === "outside" ? undefined : state === "ignored";
  };
  const isAdded = await addIgnoreLine({ file, line, what: "what runs leave" }, isCovered);
  return isAdded ? [relative(place.root, file).replaceAll(sep, "/")] : [];
}

/** Changes whenever the file is written; undefined when there is none. */
async function stampOf(path: string): Promise<string | undefined> {
  const info = await lstat(path).catch(absent);
  return info === undefined ? undefined : `${info.ino} ${info.size} ${info.mtimeMs}`;
}
