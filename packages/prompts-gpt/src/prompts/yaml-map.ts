import type * as Yaml from "yaml";
import type { Finding } from "../finding.ts";
import { readOwnYaml } from "./own-yaml.ts";

/** A map that was read from YAML, and where its keys stand: by dotted path (`variables.name.type`, `steps.0.id`), lines from 1. */
export interface Mapping {
  readonly data: Readonly<Record<string, unknown>>;
  readonly lines: ReadonlyMap<string, number>;
}

/** Where a piece of YAML comes from, for what is said about it. */
export interface Source {
  readonly file: string;
  /** The line of the file on which the YAML starts. */
  readonly firstLine: number;
  /** `frontmatter`, `file`: what the messages call it. */
  readonly what: string;
}

/** Enough for `variables.<name>.<field>`; deeper keys need no line. */
const DEEPEST = 3;

/**
 * YAML 1.2 with the core schema: no dates, no `yes`, no anchors, no tags of its own, nothing that could run.
 * A finding instead of a mapping says why it does not hold.
 */
export async function parseYamlMap(text: string, source: Source): Promise<Mapping | Finding> {
  const own = readOwnYaml(text);
  if (own !== undefined) return { data: own.data, lines: shifted(own.lines, source.firstLine) };
  // 12 ms that only files with YAML in them should cost.
  const yaml = await import("yaml");
  const counter = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    schema: "core",
    version: "1.2",
    uniqueKeys: true,
    lineCounter: counter,
    prettyErrors: false,
    logLevel: "error",
  });
  const lineAt = (offset: number) => source.firstLine - 1 + counter.linePos(offset).line;
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) return describe(problem, { ...source, line: lineAt(problem.pos[0]) });

  const alias = firstAlias(yaml, document);
  if (alias !== undefined) {
    return problemAt(source, lineAt(alias), "uses an anchor; anchors are not supported. Write the value out.");
  }
  const root: unknown = document.contents;
  if (root === null) return { data: {}, lines: new Map() };
  if (!yaml.isMap(root)) return problemAt(source, source.firstLine, "is no list of `key: value` lines.");
  const lines = new Map<string, number>();
  collectLines(yaml, root, (path, offset) => lines.set(path, lineAt(offset)));
  return { data: plain(document.toJS({ maxAliasCount: 0 })), lines };
}

function shifted(lines: ReadonlyMap<string, number>, by: number): ReadonlyMap<string, number> {
  return new Map([...lines].map(([path, line]) => [path, line + by]));
}

/** The parser's own document to plain data: the one place where it enters our types. */
function plain(value: unknown): Readonly<Record<string, unknown>> {
  return value as Readonly<Record<string, unknown>>;
}

function describe(problem: Yaml.YAMLParseError | Yaml.YAMLWarning, at: Source & { line: number }): Finding {
  if (problem.code === "DUPLICATE_KEY") return problemAt(at, at.line, "has the same key twice.");
  const fix = problem.code === "BLOCK_AS_IMPLICIT_KEY" ? "Put a value with a colon in it in quotes." : undefined;
  return { ...problemAt(at, at.line, `is not valid YAML: ${problem.message}.`), ...(fix && { fix }) };
}

function problemAt(source: Source, line: number, message: string): Finding {
  return {
    severity: "error",
    code: "yaml.invalid",
    file: source.file,
    line,
    message: `The ${source.what} ${message}`,
    fix: "Mend that line; when in doubt, put the value in quotes.",
  };
}

/** An alias can stand for an alias can stand for…: ten lines that become gigabytes. So none at all. */
function firstAlias(yaml: typeof Yaml, document: Yaml.Document.Parsed): number | undefined {
  let offset: number | undefined;
  yaml.visit(document, {
    Alias(_key, node) {
      offset = node.range?.[0] ?? 0;
      return yaml.visit.BREAK;
    },
  });
  return offset;
}

function collectLines(yaml: typeof Yaml, root: Yaml.YAMLMap, found: (path: string, offset: number) => void): void {
  const visitMap = (map: Yaml.YAMLMap, prefix: string, depth: number): void => {
    for (const { key, value } of map.items) {
      if (!yaml.isScalar(key)) continue;
      const path = `${prefix}${String(key.value)}`;
      found(path, key.range?.[0] ?? 0);
      if (depth < DEEPEST) visitValue(value, path, depth);
    }
  };
  const visitValue = (value: unknown, path: string, depth: number): void => {
    if (yaml.isMap(value)) visitMap(value, `${path}.`, depth + 1);
    if (!yaml.isSeq(value) || !value.items.some((item) => yaml.isMap(item))) return;
    for (const [index, item] of value.items.entries()) {
      found(`${path}.${index}`, (yaml.isNode(item) && item.range?.[0]) || 0);
      if (yaml.isMap(item)) visitMap(item, `${path}.${index}.`, depth + 2);
    }
  };
  visitMap(root, "", 1);
}
