import { isMap } from "../is-map.ts";
import type { Finding } from "../finding.ts";
import type { Mapping } from "./yaml-map.ts";

/** What a field may be: how it is read, and how that is said. */
export interface Expected<T> {
  readonly allowed: string;
  read(value: unknown): T | undefined;
}

// Terminal escapes must not reach a title that `list` prints. Tabs and line ends may stand in a folded text.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;

export const text: Expected<string> = {
  allowed: "text",
  read: (value) =>
    typeof value === "string" && value.trim() !== "" && !CONTROL.test(value) ? value.trim() : undefined,
};

export const textList: Expected<readonly string[]> = {
  allowed: "a list of texts",
  read(value) {
    const items: unknown[] = Array.isArray(value) ? value : [undefined];
    const texts = items.map((item) => text.read(item)).filter((item) => item !== undefined);
    return texts.length === items.length ? texts : undefined;
  },
};

export const map: Expected<Readonly<Record<string, unknown>>> = {
  allowed: "a map of keys and values",
  read: (value) => (isMap(value) ? value : undefined),
};

export const flag: Expected<boolean> = {
  allowed: "true or false",
  read: (value) => (typeof value === "boolean" ? value : undefined),
};

export function wholeNumber(least: number): Expected<number> {
  return {
    allowed: `a whole number, ${least} or more`,
    read: (value) => (typeof value === "number" && Number.isSafeInteger(value) && value >= least ? value : undefined),
  };
}

export function oneOf<const T extends string>(words: readonly T[]): Expected<T> {
  return { allowed: `one of ${words.join(", ")}`, read: (value) => words.find((word) => word === value) };
}

/** Takes fields out of a mapping and notes what does not hold. Absent and empty (`tags:`) are the same. */
export function fieldReader({ data, lines }: Mapping, file: string) {
  const findings: Finding[] = [];
  return {
    findings,
    take: <T>(key: string, expected: Expected<T>): T | undefined => {
      const value = valueAt(data, key);
      if (value === undefined || value === null) return undefined;
      const read = expected.read(value);
      if (read === undefined)
        findings.push(wrongType({ file, line: lines.get(key) ?? 1, key, value }, expected.allowed));
      return read;
    },
  };
}

function valueAt(data: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = data;
  for (const key of path.split(".")) value = isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

function wrongType(at: { file: string; line: number; key: string; value: unknown }, allowed: string): Finding {
  const scalar = typeof at.value === "number" || typeof at.value === "boolean";
  return {
    severity: "error",
    code: "prompt.wrong-type",
    file: at.file,
    line: at.line,
    message: `"${at.key}" is ${shown(at.value)}; allowed: ${allowed}.`,
    fix:
      scalar && allowed === "text"
        ? `Put it in quotes: "${String(at.value)}"`
        : `Write ${allowed}, or leave the key out.`,
  };
}

/** A value as part of a sentence. JSON, so that what is invisible shows as an escape. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isMap(value)) return "a map";
  const json = typeof value === "string" ? JSON.stringify(value) : String(value);
  return json.length > 60 ? `${json.slice(0, 57)}…"` : json;
}
