import * as v from "valibot";
import { ValidationError } from "../errors.ts";
import { agentEventOf } from "../providers/agent-event.ts";
import type { AgentEvent } from "../providers/provider.ts";

/** What made a recording; the first line of its file. */
export interface RecordingHeader {
  readonly schemaVersion: 1;
  readonly provider: string;
  readonly model: string | null;
  /** `prompts-gpt 0.1.0` */
  readonly createdWith: string;
}

/** One thing that the agent did, `at` milliseconds after its start. Paths are relative to the workspace. */
export type Step = { readonly at: number } &
  /** What it said: one of our events, or a line that is none and is printed as it is. */
  (
    | { readonly line: AgentEvent | string }
    | { readonly stderr: string }
    | { readonly shell: string }
    | { readonly write: { readonly path: string; readonly mode?: number } & Content }
    | { readonly delete: string }
    | { readonly exit: number }
  );

export type Content = { readonly content: string } | { readonly base64: string };

export interface Recording {
  readonly header: RecordingHeader;
  readonly steps: readonly Step[];
}

/** The workspace's absolute path inside a recording. */
export const CWD = "{cwd}";

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_STEPS = 100_000;

const at = v.pipe(v.number(), v.minValue(0));
const path = v.pipe(v.string(), v.check(isInside, "the path leaves the workspace"));
const mode = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o777)));
const event = v.pipe(
  v.unknown(),
  v.check((value) => agentEventOf(value) !== undefined, "the line is no event of ours"),
  v.transform((value) => agentEventOf(value) ?? ""),
);

const header = v.strictObject({
  schemaVersion: v.literal(1, "this version of prompts-gpt plays recordings with schemaVersion 1"),
  provider: v.string(),
  model: v.nullable(v.string()),
  createdWith: v.string(),
});

const step = v.union(
  [
    v.strictObject({ at, line: v.union([v.string(), event]) }),
    v.strictObject({ at, stderr: v.string() }),
    v.strictObject({ at, shell: v.string() }),
    v.strictObject({
      at,
      write: v.union([
        v.strictObject({ path, mode, content: v.string() }),
        v.strictObject({ path, mode, base64: v.pipe(v.string(), v.base64()) }),
      ]),
    }),
    v.strictObject({ at, delete: path }),
    v.strictObject({ at, exit: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)) }),
  ],
  "it is none of: line, stderr, shell, write, delete, exit; each with `at`, and paths inside the workspace",
);

/** Reads a recording. `name` is what the user calls the file; errors name its line. */
export function parseRecording(text: string, name: string): Recording {
  if (text.length > MAX_BYTES) throw invalid(name, "it is larger than 64 MiB");
  const lines = text.split("\n").map((content, index) => ({ content, where: `${name}:${index + 1}` }));
  const [first, ...rest] = lines.filter(({ content }) => content.trim() !== "");
  if (first === undefined) throw invalid(name, "it is empty");
  if (rest.length > MAX_STEPS) throw invalid(name, `it has more than ${MAX_STEPS} steps`);
  return { header: checked(header, first), steps: rest.map((line) => checked(step, line)) };
}

interface Line {
  readonly content: string;
  readonly where: string;
}

function checked<T>(schema: v.GenericSchema<unknown, T>, { content, where }: Line): T {
  const result = v.safeParse(schema, jsonOf(content, where));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const key = v.getDotPath(issue);
  throw invalid(where, key === null ? issue.message : `"${key}": ${issue.message}`);
}

function jsonOf(content: string, where: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw invalid(where, error instanceof Error ? error.message : "it is not JSON");
  }
}

function invalid(where: string, what: string): ValidationError {
  return new ValidationError(
    `${where}: this is no recording that can be played: ${what}.`,
    "Record a run anew: prompts-gpt run … --record FILE",
  );
}

/** By its words alone; where links may lead is looked at when the file is written. */
function isInside(relative: string): boolean {
  const parts = relative.split(/[/\\]/);
  return relative !== "" && !relative.includes("\0") && !/^([/\\]|[A-Za-z]:)/.test(relative) && !parts.includes("..");
}

/** Replaces in every string of `value`, however deep. */
export function replaceDeep<T>(value: T, from: string, to: string): T {
  const inside = (part: unknown): unknown => {
    if (typeof part === "string") return part.replaceAll(from, to);
    if (Array.isArray(part)) return part.map(inside);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, deeper]) => [key, inside(deeper)]));
  };
  return inside(value) as T; // the same shape: only strings were changed, and into strings
}
