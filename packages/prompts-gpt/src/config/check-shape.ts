import * as v from "valibot";
import { type ConfigFile, configSchema } from "./schema.ts";

/** One thing that is wrong with a value, and where. */
export interface Problem {
  readonly path: readonly string[];
  /** What may stand there; absent for a key that may not be there at all. */
  readonly allowed?: string;
  readonly found: unknown;
  /** For an unknown key: the ones that are known in its place. */
  readonly known?: readonly string[];
}

export type Checked =
  | { readonly ok: true; readonly value: ConfigFile }
  | { readonly ok: false; readonly problems: Problem[] };

/** Holds parsed JSON against the schema and names every problem, not only the first. */
export function checkShape(value: unknown): Checked {
  const problems = findProblems(configSchema, value, []);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: v.parse(configSchema, value) };
}

type Leaf = v.GenericSchema;
type Schema =
  | Leaf
  | v.ExactOptionalSchema<Leaf, undefined>
  | v.StrictObjectSchema<v.ObjectEntries, undefined>
  | v.RecordSchema<v.GenericSchema<string, string>, Leaf, undefined>;

/** The library stops at the first unknown key and takes an array for an object: so maps are walked here. */
function findProblems(schema: Schema, found: unknown, path: readonly string[]): Problem[] {
  if (v.isOfType("exact_optional", schema)) return findProblems(schema.wrapped, found, path);
  if (v.isOfType("strict_object", schema)) {
    return inMap({ found, path }, (key, value, inner) => {
      const entry = Object.hasOwn(schema.entries, key) ? schema.entries[key] : undefined;
      if (entry === undefined) return [{ path: inner, found: value, known: Object.keys(schema.entries) }];
      return findProblems(entry, value, inner);
    });
  }
  if (v.isOfType("record", schema)) {
    return inMap({ found, path }, (_key, value, inner) => findProblems(schema.value, value, inner));
  }
  const issue = v.safeParse(schema, found, { abortEarly: true }).issues?.[0];
  if (issue === undefined) return [];
  const inside = issue.path?.map((item) => String(item.key)) ?? [];
  return [{ path: [...path, ...inside], found: issue.input, allowed: issue.message }];
}

type Visit = (key: string, value: unknown, path: readonly string[]) => Problem[];

function inMap({ found, path }: { found: unknown; path: readonly string[] }, visit: Visit): Problem[] {
  if (typeof found !== "object" || found === null || Array.isArray(found)) {
    return [{ path, found, allowed: "an object" }];
  }
  return Object.entries(found).flatMap(([key, value]) => visit(key, value, [...path, key]));
}
