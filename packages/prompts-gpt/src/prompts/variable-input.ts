import { isMap } from "../is-map.ts";
import { extname, resolve } from "node:path";
import { ConfigError, ValidationError } from "../errors.ts";
import { shown } from "./field-reader.ts";
import type { VariableValue, VariableValues } from "./prompt.ts";
import { readPromptText } from "./read-prompt.ts";
import { VARIABLE_NAME } from "./variable-fields.ts";
import { parseYamlMap } from "./yaml-map.ts";

/** `--var name=value` and `--var name=@file` (relative to `cwd`); `@@` starts a value that begins with `@`. */
export async function parseVarFlags(flags: readonly string[], cwd: string): Promise<VariableValues> {
  return Object.fromEntries(flags.map((flag) => parseVarFlag(flag, cwd)));
}

function parseVarFlag(flag: string, cwd: string): [string, string] {
  const [, name, value] = /^([^=]*)=(.*)$/s.exec(flag) ?? [];
  if (name === undefined || value === undefined) {
    throw new ConfigError(`--var ${shown(flag)} has no "=".`, "Write: --var name=value, or --var name=@file");
  }
  if (!VARIABLE_NAME.test(name)) {
    throw new ConfigError(`--var: ${shown(name)} is no name for a variable.`, "Write: --var name=value");
  }
  if (value.startsWith("@@")) return [name, value.slice(1)];
  if (!value.startsWith("@")) return [name, value];
  const path = value.slice(1);
  return [
    name,
    textOf(resolve(cwd, path), {
      path,
      flag: `--var ${name}`,
      fix: `For the text itself write: --var ${name}=@${value}`,
    }),
  ];
}

function textOf(absolute: string, { path, flag, fix }: { path: string; flag: string; fix: string }): string {
  try {
    return readPromptText(absolute, path);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`${flag}: ${error.message}`, fix, { cause: error });
  }
}

/** `--vars file.json|yaml|yml`: a map of names to text, numbers and booleans. */
export async function readVarsFile(path: string, cwd: string): Promise<VariableValues> {
  const absolute = resolve(cwd, path);
  const kind = extname(absolute).toLowerCase();
  if (![".json", ".yaml", ".yml"].includes(kind)) {
    throw new ConfigError(`--vars ${path}: not a .json, .yaml or .yml file.`, "--vars <a .json or .yaml file>");
  }
  const text = textOf(absolute, { path, flag: "--vars", fix: "--vars <a .json or .yaml file that can be read>" });
  const { data, lineOf } = kind === ".json" ? parseJson(text, path) : await parseYaml(text, path);
  const values: [string, VariableValue][] = [];
  for (const [name, value] of Object.entries(data)) {
    const where = `${path}${lineOf(name)}`;
    if (!VARIABLE_NAME.test(name)) {
      throw new ValidationError(
        `${where}: ${shown(name)} is no name for a variable.`,
        "Use letters, digits, _ . and -",
      );
    }
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      const message = `${where}: "${name}" is ${shown(value)}; allowed: text, a number, true or false.`;
      throw new ValidationError(message, "Put a longer value in a file: --var name=@file");
    }
    values.push([name, value]);
  }
  return Object.fromEntries(values);
}

interface Parsed {
  readonly data: Readonly<Record<string, unknown>>;
  /** `:7`, or nothing when it is not known. */
  readonly lineOf: (name: string) => string;
}

async function parseYaml(text: string, file: string): Promise<Parsed> {
  const parsed = await parseYamlMap(text, { file, firstLine: 1, what: "file" });
  if ("severity" in parsed) throw new ValidationError(`${file}:${parsed.line}: ${parsed.message}`, parsed.fix ?? "");
  return { data: parsed.data, lineOf: (name) => `:${parsed.lines.get(name) ?? 1}` };
}

function parseJson(text: string, file: string): Parsed {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ValidationError(`${file}: not valid JSON: ${why}`, "Mend it, or write the values as YAML.", {
      cause: error,
    });
  }
  if (!isMap(data))
    throw new ValidationError(
      `${file}: ${shown(data)}; allowed: a map of names and values.`,
      'Write: { "name": "value" }',
    );
  return { data, lineOf: () => "" };
}
