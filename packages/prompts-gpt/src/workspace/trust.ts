import { chmod, mkdir, readFile, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { codeOf } from "../error-code.ts";
import { ConfigError } from "../errors.ts";
import { isMap } from "../is-map.ts";
import { replaceFile } from "../replace-file.ts";
import { sha256 } from "../sha256.ts";
import { userStateFolder } from "../user-folders.ts";

/** Something in a repository's configuration that would execute. */
export interface ExecutingItem {
  readonly key: string;
  readonly value: unknown;
  readonly file: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Real path of a project root, and a prompt file where it is one's → what was accepted there. */
type Accepted = Readonly<Record<string, { readonly sha256: string; readonly acceptedAt: string }>>;

/** The configuration of the project at a root, or one prompt file of it, from that root: each is accepted by itself. */
export type TrustPlace = string | { readonly root: string; readonly prompt: string };

/** Whether the user accepted exactly these items there: any change asks again. */
export async function isTrusted(place: TrustPlace, items: readonly ExecutingItem[], env: Env): Promise<boolean> {
  const { project, key } = await entryOf(place);
  const path = storePath(env);
  // A store that stands in the repository would let the repository accept itself.
  if (isInside(project, path)) return false;
  const accepted = await readStore(path);
  return Object.hasOwn(accepted, key) && accepted[key]?.sha256 === hashOf(items);
}

/** Accepts exactly these items, in place of what was accepted there before. */
export async function accept(place: TrustPlace, items: readonly ExecutingItem[], env: Env): Promise<void> {
  const { project, key } = await entryOf(place);
  const path = storePath(env);
  if (isInside(project, path)) {
    const fix = "Point XDG_STATE_HOME at a folder outside of it.";
    throw new ConfigError(`What is accepted cannot be kept inside the project itself: ${path}`, fix);
  }
  const entry = { sha256: hashOf(items), acceptedAt: new Date().toISOString() };
  await writeStore(path, { ...(await readStore(path)), [key]: entry });
}

/** Forgets what was accepted for the project at `root` and for its prompt files; says whether there was anything. */
export async function revoke(root: string, env: Env): Promise<boolean> {
  const { project } = await entryOf(root);
  const path = storePath(env);
  const all = Object.entries(await readStore(path));
  const others = all.filter(([key]) => key !== project && !key.startsWith(project + OF_PROMPT));
  if (others.length === all.length) return false;
  await writeStore(path, Object.fromEntries(others));
  return true;
}

/** Between a project and its prompt file. What is accepted names its file too: one place's hash is never another's. */
const OF_PROMPT = " :: ";

async function entryOf(place: TrustPlace): Promise<{ readonly project: string; readonly key: string }> {
  const { root, prompt } = typeof place === "string" ? { root: place, prompt: undefined } : place;
  const project = await realpath(root);
  return { project, key: prompt === undefined ? project : `${project}${OF_PROMPT}${prompt}` };
}

function storePath(env: Env): string {
  return join(userStateFolder(env), "trust.json");
}

function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The same content gives the same hash, in whatever order its keys and items stand. */
function hashOf(items: readonly ExecutingItem[]): string {
  const lines = items.map(({ key, value, file }) => canonicalJson({ key, value, file })).toSorted();
  return sha256(lines.join("\n"));
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isMap(part) ? sortedKeys(part) : part));
}

function sortedKeys(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function readStore(path: string): Promise<Accepted> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw broken(path, error);
  });
  if (text === undefined) return {};
  try {
    return parseStore(JSON.parse(text));
  } catch (error) {
    throw broken(path, error);
  }
}

function parseStore(value: unknown): Accepted {
  if (!isMap(value) || value["schemaVersion"] !== 1 || !isMap(value["projects"]))
    throw new TypeError("not a trust store");
  const entries = Object.entries(value["projects"]).map(([project, entry]) => {
    if (!isMap(entry)) throw new TypeError("not an entry of a trust store");
    return [project, { sha256: String(entry["sha256"]), acceptedAt: String(entry["acceptedAt"]) }] as const;
  });
  return Object.fromEntries(entries);
}

/** Never read as "nothing accepted": the next write would then forget every other project. */
function broken(path: string, cause: unknown): ConfigError {
  return new ConfigError(
    `The list of accepted configurations cannot be read: ${path}`,
    `Look at it, or start afresh: rm ${path}`,
    { cause },
  );
}

/** Two writers at once: the last one counts, and the other project is asked again. */
async function writeStore(path: string, projects: Accepted): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await replaceFile(path, `${JSON.stringify({ schemaVersion: 1, projects }, null, 2)}\n`, { mode: 0o600 });
}
