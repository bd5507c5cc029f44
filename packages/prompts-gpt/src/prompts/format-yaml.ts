/** A scalar, a list of scalars, or a map of all this. */
export type YamlValue = string | number | boolean | readonly (string | number | boolean)[] | YamlMap;
export interface YamlMap {
  readonly [key: string]: YamlValue;
}

/** Nothing in it could be read as anything but this text: no number, no word of YAML's own, no sign that begins something. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z][A-Za-z0-9 ()./_-]*(?<! )$/i;

/** Block maps with flow lists, in the order of the keys: the same bytes for the same data, and no line is ever wrapped. */
export function formatYaml(map: YamlMap, indent = ""): string {
  return Object.entries(map)
    .map(([key, value]) => `${indent}${text(key)}:${valueOf(value, indent)}`)
    .join("");
}

function valueOf(value: YamlValue, indent: string): string {
  if (typeof value === "object" && !isList(value)) {
    return Object.keys(value).length === 0 ? " {}\n" : `\n${formatYaml(value, `${indent}  `)}`;
  }
  return ` ${isList(value) ? `[${value.map(scalar).join(", ")}]` : scalar(value)}\n`;
}

function isList(value: YamlValue): value is Extract<YamlValue, readonly unknown[]> {
  return Array.isArray(value);
}

function scalar(value: string | number | boolean): string {
  return typeof value === "string" ? text(value) : String(value);
}

/** JSON's text is YAML's in double quotes (YAML 1.2, section 1.3), but for characters that YAML wants written as escapes. */
function text(value: string): string {
  if (PLAIN.test(value)) return value;
  return JSON.stringify(value).replaceAll(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
