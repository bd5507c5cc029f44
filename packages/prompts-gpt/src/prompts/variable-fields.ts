import { isMap } from "../is-map.ts";
import type { Finding } from "../finding.ts";
import { type Expected, fieldReader, flag, map, oneOf, shown, text, textList } from "./field-reader.ts";
import type { Variable } from "./prompt.ts";
import { refusal } from "./variable-refusal.ts";
import type { Mapping } from "./yaml-map.ts";

/** What a variable may be called: what `{{…}}` and `--var` can both spell. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

const KEYS = ["description", "type", "enum", "default", "required"];

/** A default is put into text in the end: numbers and booleans need no quotes. */
const scalar: Expected<string> = {
  allowed: "text, a number, true or false",
  read: (value) => (["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined),
};

const scalarList: Expected<readonly string[]> = {
  allowed: "a list of values",
  read: (value) => textList.read(Array.isArray(value) ? value.map((item) => scalar.read(item)) : value),
};

/** Reads `variables` of the frontmatter. */
export function readVariables(
  front: Mapping,
  file: string,
): { variables: Record<string, Variable>; findings: Finding[] } {
  const reader = fieldReader(front, file);
  const declared = reader.take("variables", map) ?? {};
  const findings = [...reader.findings];
  const entries: [string, Variable][] = [];
  for (const [name, value] of Object.entries(declared)) {
    const line = front.lines.get(`variables.${name}`) ?? 1;
    const wrong = nameOrShape(name, value);
    if (wrong) findings.push({ severity: "error", code: "variable.declaration", file, line, ...wrong });
    // `name:` alone declares a text that must be given.
    else entries.push([name, readVariable({ data: isMap(value) ? value : {}, name, line, file, front }, findings)]);
  }
  return { variables: Object.fromEntries(entries), findings };
}

function nameOrShape(name: string, value: unknown): { message: string; fix: string } | undefined {
  if (!VARIABLE_NAME.test(name)) {
    const message = `${shown(name)} is no name for a variable.`;
    return { message, fix: "Use letters, digits, _ . - and start with a letter." };
  }
  if (value === null || isMap(value)) return undefined;
  const message = `Variable "${name}" is ${shown(value)}; allowed: a map of ${KEYS.join(", ")}.`;
  return { message, fix: `Write it below, indented: default: ${shown(value)}` };
}

interface Declaration {
  readonly data: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly line: number;
  readonly file: string;
  readonly front: Mapping;
}

function readVariable({ data, name, line, file, front }: Declaration, findings: Finding[]): Variable {
  const lineOf = (key: string) => front.lines.get(`variables.${name}.${key}`) ?? line;
  const reader = fieldReader({ data, lines: new Map(Object.keys(data).map((key) => [key, lineOf(key)])) }, file);
  const values = reader.take("enum", scalarList);
  const variable: Variable = {
    type: reader.take("type", oneOf(["string", "number", "boolean", "enum"])) ?? (values ? "enum" : "string"),
    description: reader.take("description", text),
    enum: values,
    default: reader.take("default", scalar),
    required: reader.take("required", flag) ?? true,
    line,
  };
  findings.push(...reader.findings);
  for (const key of Object.keys(data).filter((one) => !KEYS.includes(one))) {
    const message = `Variable "${name}": "${key}" is not a key we know; known are ${KEYS.join(", ")}.`;
    findings.push({ severity: "warning", code: "variable.unknown-key", file, line: lineOf(key), message });
  }
  const wrong = contradiction(name, variable);
  if (wrong !== undefined) {
    const fix = "Mend the declaration in the frontmatter.";
    findings.push({ severity: "error", code: "variable.declaration", file, line, message: wrong, fix });
  }
  return variable;
}

function contradiction(name: string, variable: Variable): string | undefined {
  if (variable.type === "enum" && !variable.enum?.length) return `Variable "${name}" is an enum without values.`;
  if (variable.default === undefined) return undefined;
  const allowed = refusal(variable, variable.default);
  return allowed && `The default of variable "${name}" is ${shown(variable.default)}; allowed: ${allowed}.`;
}
