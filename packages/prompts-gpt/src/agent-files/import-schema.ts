import { isMap } from "../is-map.ts";
import { VARIABLE_NAME } from "../prompts/variable-fields.ts";
import { oneLine } from "./plain-line.ts";
import type { Declared } from "./prompt-file-text.ts";

/** Variables that a dotprompt file declares, and those of them that we have no type for. */
export interface DeclaredInput {
  readonly variables: Readonly<Record<string, Declared>>;
  readonly lost: readonly string[];
}

const TYPES: Readonly<Record<string, "string" | "number" | "boolean">> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
};

/** Reads `input` of a dotprompt file: a schema of names and types (picoschema), or a JSON Schema; and defaults. */
export function readInput(input: unknown): DeclaredInput {
  const { schema, default: defaults } = isMap(input) ? input : {};
  const fields = isMap(schema) ? schema : {};
  const isJsonSchema = fields["type"] === "object" && isMap(fields["properties"]);
  const entries = isJsonSchema
    ? jsonFields(fields)
    : Object.entries(fields).map(([key, value]) => picoField(key, value));
  const variables: Record<string, Declared> = {};
  const lost: string[] = [];
  for (const { name, field } of entries) {
    if (!VARIABLE_NAME.test(name) || field === undefined) lost.push(name);
    else variables[name] = field;
  }
  for (const [name, value] of Object.entries(isMap(defaults) ? defaults : {})) {
    if (!VARIABLE_NAME.test(name) || !isScalar(value)) lost.push(name);
    else variables[name] = { ...variables[name], default: String(value) };
  }
  return { variables, lost: [...new Set(lost)] };
}

interface Field {
  readonly name: string;
  readonly field: Declared | undefined;
}

/** `name?: string, what it is`, or `name(enum, what it is): [a, b]`. */
function picoField(key: string, value: unknown): Field {
  const [, name = key, optional, inner] = /^([^?(]+)(\?)?(?:\((.*)\))?$/s.exec(key) ?? [];
  const required = optional === undefined ? {} : { required: false };
  const [type = "", ...rest] = (inner ?? (typeof value === "string" ? value : "")).split(",");
  const said = oneLine(rest.join(","));
  const description = said === "" ? {} : { description: said };
  const values = inner === undefined ? undefined : scalars(value);
  if (type.trim() === "enum" && values)
    return { name, field: { ...description, type: "enum", enum: values, ...required } };
  const known = inner === undefined ? TYPES[type.trim()] : undefined;
  return { name, field: known && { ...description, ...(known === "string" ? {} : { type: known }), ...required } };
}

function jsonFields({ properties, required }: Readonly<Record<string, unknown>>): Field[] {
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(isMap(properties) ? properties : {}).map(([name, property]) => {
    const { type, description, enum: values, default: fallback } = isMap(property) ? property : {};
    const known = TYPES[String(type)];
    if (!known) return { name, field: undefined };
    const list = scalars(values);
    const field: Declared = {
      ...(typeof description === "string" ? { description: oneLine(description) } : {}),
      ...(list ? { type: "enum", enum: list } : known === "string" ? {} : { type: known }),
      ...(isScalar(fallback) ? { default: String(fallback) } : {}),
      ...(needed.includes(name) ? {} : { required: false }),
    };
    return { name, field };
  });
}

function scalars(value: unknown): string[] | undefined {
  const items: unknown[] = Array.isArray(value) ? value : [];
  const texts = items.filter(isScalar).map(String);
  return texts.length > 0 && texts.length === items.length ? texts : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
