import * as v from "valibot";
import { ConfigError } from "../../errors.ts";
import { sha256Schema, slugSchema } from "../contract/shapes.ts";
import { fromLf } from "./line-ends.ts";

/** From the project root. */
export const MANIFEST = ".prompts-gpt/manifest.json";

/** Where a synced prompt may stand: in the library or among its sweeps, and nowhere else. */
const PATH = /^\.prompts-gpt\/(?:sweeps\/)?[a-z0-9-]+\.md$/;

const entrySchema = v.object({
  slug: slugSchema,
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  path: v.pipe(v.string(), v.regex(PATH)),
  /** Of the file as it was written, with `\n` at the ends of its lines. */
  sha256: sha256Schema,
});
const manifestSchema: v.GenericSchema<unknown, { readonly prompts: readonly ManifestEntry[] }> = v.object({
  schemaVersion: v.literal(1),
  prompts: v.array(entrySchema),
});

/** One prompt as it was synced: what a local edit and a new version are told apart by. */
export interface ManifestEntry {
  readonly slug: string;
  readonly version: number;
  /** From the project root. */
  readonly path: string;
  readonly sha256: string;
}
export type Manifest = ReadonlyMap<string, ManifestEntry>;

/** A line for each prompt, by slug: two branches that add different prompts merge, or the next sync merges them. `like`: what stood there, whose line ends are kept. */
export function formatManifest(entries: Iterable<ManifestEntry>, like = ""): string {
  const lines = [...entries]
    .toSorted((a, b) => (a.slug < b.slug ? -1 : 1))
    .map(({ slug, version, path, sha256 }) => `    ${JSON.stringify({ slug, version, path, sha256 })}`);
  const text = `{\n  "schemaVersion": 1,\n  "prompts": [${lines.length === 0 ? "" : `\n${lines.join(",\n")}\n  `}]\n}\n`;
  return fromLf(text, like);
}

/** What the file says. Throws a ConfigError where it does not hold: a guess could overwrite somebody's work. */
export function parseManifest(text: string): Manifest {
  if (/^(?:<{7}|={7}|>{7})/m.test(text)) throw broken("holds a conflict that git could not merge", "prompts-gpt sync");
  const { success, output, issues } = v.safeParse(manifestSchema, parsed(text));
  if (!success) throw broken(`does not hold: ${v.getDotPath(issues[0]) ?? "it"}: ${issues[0].message}`, FIX);
  return parseEntries(output.prompts);
}

/** Each prompt once, and each file. */
export function parseEntries(list: readonly ManifestEntry[]): Manifest {
  const entries = new Map(list.map((entry) => [entry.slug, entry]));
  if (entries.size !== list.length) throw broken("names a prompt twice", FIX);
  if (new Set(list.map(({ path }) => path)).size !== list.length) throw broken("gives two prompts the same file", FIX);
  return entries;
}

/** The prompt of one line; undefined: it is no prompt. */
export function entryIn(line: string): ManifestEntry | undefined {
  const { success, output } = v.safeParse(entrySchema, jsonOf(line.trim().replace(/,$/, "")));
  return success ? output : undefined;
}

/** For a conflict that no sync can settle. */
export function unclear(): ConfigError {
  return broken("holds a line that is none of its own, or is cut short", FIX);
}

const FIX = `git checkout -- ${MANIFEST}   (or delete it: the next sync writes it anew and overwrites no file)`;

function parsed(text: string): unknown {
  const value = jsonOf(text);
  if (value === undefined) throw broken("is no JSON", FIX);
  return value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function broken(what: string, fix: string): ConfigError {
  return new ConfigError(`${MANIFEST} ${what}.`, fix);
}
