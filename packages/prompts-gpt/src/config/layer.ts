import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Finding } from "../finding.ts";
import { nearest } from "../nearest.ts";
import type { Problem } from "./check-shape.ts";
import type { Layer } from "./config.ts";
import { type LineOf, parseJsonText } from "./json-text.ts";
import type { ConfigFile } from "./schema.ts";

/** Configuration is read before anything is known to be in order: a bound keeps a wrong file cheap. */
const MAX_BYTES = 1024 * 1024;

/** Where one file of configuration is. */
export interface LayerFile {
  readonly layer: Layer;
  readonly path: string;
  /** As messages name it: from the project root, or absolute. */
  readonly where: string;
}

/** What one file of configuration says. */
export interface ConfigLayer extends LayerFile {
  /** It came with the repository: it may narrow, never widen, and executes nothing until accepted. */
  readonly committed: boolean;
  readonly values: ConfigFile;
  readonly lineOf: LineOf;
}

/** Reads a file; nothing when there is none. What does not hold is told by findings, all of it. */
export async function readLayer(file: LayerFile): Promise<Omit<ConfigLayer, "committed"> | Finding[] | undefined> {
  const text = await readBounded(file);
  if (typeof text !== "string") return text;
  const json = parseJsonText(text);
  if (!json.ok) {
    const { line, column } = json.place;
    const message = `Not valid JSON at column ${column}: expected ${json.expected}.`;
    const fix = "JSON has no comments and no comma after the last item.";
    return [{ severity: "error", code: "config.syntax", file: file.where, line, message, fix }];
  }
  // 3 ms that a project without configuration should not cost.
  const { checkShape } = await import("./check-shape.ts");
  const checked = checkShape(json.value);
  if (checked.ok) return { ...file, values: checked.value, lineOf: json.lineOf };
  return checked.problems.map((problem) => describeProblem(problem, { where: file.where, lineOf: json.lineOf }));
}

/** A file that is its own: no link between the project root and it could make it one of the repository's. */
export async function isOwnFile(root: string, path: string): Promise<boolean> {
  const [realRoot, real] = await Promise.all([realpath(root), realpath(path)]);
  return real === join(realRoot, path.slice(root.length));
}

async function readBounded({ path, where }: LayerFile): Promise<string | Finding[] | undefined> {
  const error = (message: string, fix: string): Finding[] => [
    { severity: "error", code: "config.unreadable", file: where, message, fix },
  ];
  try {
    const info = await stat(path);
    if (!info.isFile()) return error("It is no regular file.", `Delete it, or put a file there.`);
    if (info.size > MAX_BYTES) return error("It is larger than 1 MiB.", "Configuration is small: see what is in it.");
    return await readFile(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    return error(
      `It cannot be read (${String(code)}).`,
      `Make it readable: chmod u+rx ${dirname(path)} && chmod u+r ${path}`,
    );
  }
}

function describeProblem(problem: Problem, at: Pick<ConfigLayer, "where" | "lineOf">): Finding {
  const key = problem.path.join(".");
  const place = { severity: "error", file: at.where, line: at.lineOf(problem.path) } as const;
  if (problem.known === undefined) {
    const what = key === "" ? "The file" : `"${key}"`;
    const message = `${what} is ${shown(problem.found)}; allowed: ${problem.allowed}.`;
    return { ...place, code: "config.wrong-type", message, fix: `Write ${problem.allowed}, or leave it out.` };
  }
  const meant = nearest(problem.path.at(-1) ?? "", problem.known);
  const message = `"${key}" is not a key we know; known here: ${problem.known.join(", ")}.`;
  return { ...place, code: "config.unknown-key", message, fix: meant ? `Did you mean "${meant}"?` : "Take it out." };
}

/** A value as part of a sentence, never longer than it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const json = typeof value === "string" ? JSON.stringify(value) : String(value);
  return json.length > 60 ? `${json.slice(0, 57)}…"` : json;
}
