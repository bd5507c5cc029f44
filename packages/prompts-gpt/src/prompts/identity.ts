import type { Finding } from "../finding.ts";
import { unknownKeyFinding, unknownKeys } from "./fields.ts";
import { type ForeignFormat, foreignFormat, stemOf } from "./formats.ts";
import type { Frontmatter } from "./frontmatter.ts";
import { slugFindings, slugify } from "./slug.ts";
import type { Mapping } from "./yaml-map.ts";

/** Titles are shown on one line. */
const LONGEST_TITLE = 200;

/** What a file is called, and the frontmatter that is read as ours. */
export interface Identity {
  readonly title: string;
  readonly slug: string;
  readonly front: Mapping;
  readonly unknown: readonly string[];
  readonly findings: readonly Finding[];
}

export interface FileNames {
  /** Absolute. */
  readonly path: string;
  /** As findings name it. */
  readonly file: string;
}

/** Title and slug: from the keys where there is frontmatter, else from the first heading and the file's name. */
export function identify(front: Exclude<Frontmatter, { kind: "broken" }>, body: string, names: FileNames): Identity {
  const stem = stemOf(names.path);
  // Most files say what they are called: then nobody has to look for it.
  const isNamed = front.kind === "found" && !isMissing(front.data["title"]);
  const fallback = { title: (isNamed ? undefined : firstHeading(body)) ?? stem, slug: slugify(stem) || stem };
  if (front.kind === "none") return { ...fallback, front: EMPTY, unknown: [], findings: [] };
  const foreign = foreignFormat(names.path, Object.keys(front.data));
  if (foreign) return identifyForeign(front, foreign, { ...names, ...fallback });

  const unknown = unknownKeys(front);
  const findings = unknown.map((key) => unknownKeyFinding(key, { file: names.file, line: front.lines.get(key) }));
  for (const key of ["title", "slug"] as const) {
    if (isMissing(front.data[key])) findings.push(missingKey(key, fallback[key], names.file));
  }
  const { title, slug } = { ...fallback, ...texts(front, ["title", "slug"]) };
  findings.push(...slugFindings(slug, { file: names.file, line: front.lines.get("slug") ?? 1 }));
  return { title, slug, front, unknown, findings };
}

const EMPTY: Mapping = { data: {}, lines: new Map() };

function identifyForeign(
  front: Mapping,
  foreign: ForeignFormat,
  at: FileNames & { title: string; slug: string },
): Identity {
  const { name, title } = texts(front, ["name", "title"]);
  const data = { description: front.data["description"] };
  const known = new Set(["title", ...foreign.keys]);
  const message = foreign.explanation;
  return {
    title: title ?? name ?? at.title,
    slug: (name !== undefined && slugify(name)) || at.slug,
    front: { data, lines: front.lines },
    unknown: Object.keys(front.data).filter((key) => !known.has(key)),
    findings: [{ severity: "warning", code: "prompt.foreign-format", file: at.file, line: 1, message }],
  };
}

function texts<K extends string>(front: Mapping, keys: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const value = front.data[key];
    if (typeof value === "string" && value.trim() !== "") found[key] = value.trim();
  }
  return found;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function missingKey(key: "title" | "slug", suggestion: string, file: string): Finding {
  return {
    severity: "error",
    code: `prompt.missing-${key}`,
    file,
    line: 1,
    message: `The frontmatter has no ${key}.`,
    fix: `Add a line to it: ${key}: ${key === "slug" ? suggestion : JSON.stringify(suggestion)}`,
  };
}

/** The first Markdown heading outside of code. */
function firstHeading(body: string): string | undefined {
  let fence: string | undefined;
  for (let start = 0; start < body.length;) {
    const newline = body.indexOf("\n", start);
    const line = body.slice(start, newline < 0 ? body.length : newline);
    const mark = /^ {0,3}(`{3}|~{3})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || fence === mark)) fence = fence === undefined ? mark : undefined;
    const heading = fence === undefined ? /^ {0,3}#{1,6}[ \t]+(\S.*)/.exec(line)?.[1] : undefined;
    if (heading !== undefined) return tidyHeading(heading);
    if (newline < 0) return undefined;
    start = newline + 1;
  }
  return undefined;
}

function tidyHeading(heading: string): string {
  const text = heading
    .slice(0, LONGEST_TITLE)
    .replaceAll(/\p{Cc}/gu, "")
    .trimEnd();
  return /^(.*\S)[ \t]+#+$/.exec(text)?.[1] ?? text;
}
