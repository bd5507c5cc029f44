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

/** Real path of a project root → what was accepted there. */
type Accepted = Readonly<Record<string, { readonly sha256: string; readonly acceptedAt: string }>>;

/** Whether the user accepted exactly these items for the project at `root`: any change asks again. */
export async function isTrusted(root: string, items: readonly ExecutingItem[], env: Env): Promise<boolean> {
  const project = await realpath(root);
  const path = storePath(env);
  // A store that stands in the repository would let the repository accept itself.
  if (isInside(project, path)) return false;
  const accepted = await readStore(path);
  return Object.hasOwn(accepted, project) && accepted[project]?.sha256 === hashOf(items);
}

/** Accepts exactly these items, in place of what was accepted before for the project at `root`. */
export async function accept(root: string, items: readonly ExecutingItem[], env: Env): Promise<void> {
  const project = await realpath(root);
  const path = storePath(env);
  if (isInside(project, path)) {
    const fix = "Point XDG_STATE_HOME at a folder outside of it.";
    throw new ConfigError(`What is accepted cannot be kept inside the project itself: ${path}`, fix);
  }
  const entry = { sha256: hashOf(items), acceptedAt: new Date().toISOString() };
  await writeStore(path, { ...(await readStore(path)), [project]: entry });
}

/** Forgets what was accepted for the project at `root`; says whether there was anything. */
export async function revoke(root: string, env: Env): Promise<boolean> {
  const project = await realpath(root);
  const path = storePath(env);
  const { [project]: known, ...others } = await readStore(path);
  if (known === undefined) return false;
  await writeStore(path, others);
  return true;
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
