/**
 * Reading JSON that somebody else wrote: whatever the shape, an answer and never an exception.
 * Agent CLIs change their events from week to week, and a run must not break on one.
 */
export type Json = Readonly<Record<string, unknown>>;

const NOTHING: Json = {};

/** The object in one line of output; undefined for anything else. */
export function objectIn(line: string): Json | undefined {
  if (!line.trimStart().startsWith("{")) return undefined;
  try {
    return object(JSON.parse(line));
  } catch {
    return undefined; // not JSON: the line stays in the log, and says nothing more to us
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An empty object where there is none, so that reading can go on. */
export function object(value: unknown): Json {
  return isObject(value) ? value : NOTHING;
}

/** The objects of a list; none where there is no list. */
export function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A count: zero for what is missing, negative or no number. */
export function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
}

export function integer(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}

/** Short and on one line, for the detail of a tool use. */
export function brief(value: unknown): string {
  const words = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const line = words.replaceAll(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/** Part of a usage, where there is any. */
export function cacheWrites(value: unknown): { readonly cacheWriteTokens?: number } {
  const tokens = count(value);
  return tokens === 0 ? {} : { cacheWriteTokens: tokens };
}
