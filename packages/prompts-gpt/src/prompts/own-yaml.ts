import { formatYaml, type YamlMap, type YamlValue } from "./format-yaml.ts";

/** What {@link formatYaml} wrote, read back: `lines` as the general reader counts them, from 0. */
export interface OwnYaml {
  readonly data: YamlMap;
  readonly lines: ReadonlyMap<string, number>;
}

interface Level {
  readonly map: Record<string, YamlValue>;
  readonly path: string;
}

const DEEPEST = 3;
const LINE = /^((?: {2})*)("(?:[^"\\]|\\.)*"|[A-Za-z][^":]*):(?: (.+))?$/;
const ITEM = /("(?:[^"\\]|\\.)*"|[^",\]]+)(?:, |$)/y;

/**
 * Reads the small part of YAML that our own writer writes, at a twentieth of what the whole of YAML costs: that is most
 * files of a synced library. What was read is written again, and holds only when the very same text comes out; whatever
 * else there is, is undefined and for the general reader.
 */
export function readOwnYaml(text: string): OwnYaml | undefined {
  const root: Level = { map: {}, path: "" };
  const lines = new Map<string, number>();
  let levels = [root];
  for (const [index, line] of text.split("\n").slice(0, -1).entries()) {
    const [, indent = "", name = "", value] = LINE.exec(line) ?? [];
    const depth = indent.length / 2;
    const level = levels[depth];
    const key = scalar(name);
    if (level === undefined || typeof key !== "string") return undefined;
    levels = levels.slice(0, depth + 1);
    const path = `${level.path}${key}`;
    if (depth < DEEPEST) lines.set(path, index);
    const read = value === undefined ? {} : valueOf(value);
    if (read === undefined) return undefined;
    level.map[key] = read;
    if (value === undefined) levels.push({ map: read as Level["map"], path: `${path}.` });
  }
  return formatYaml(root.map) === text ? { data: root.map, lines } : undefined;
}

function valueOf(text: string): YamlValue | undefined {
  if (text === "{}") return {};
  return text.startsWith("[") && text.endsWith("]") ? list(text.slice(1, -1)) : scalar(text);
}

function list(text: string): YamlValue | undefined {
  const items: (string | number | boolean)[] = [];
  ITEM.lastIndex = 0;
  while (ITEM.lastIndex < text.length) {
    const item = scalar(ITEM.exec(text)?.[1] ?? "");
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function scalar(text: string): string | number | boolean | undefined {
  if (text === "true" || text === "false") return text === "true";
  if (/^-?\d/.test(text)) return Number(text);
  if (!text.startsWith('"')) return text === "" ? undefined : text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
