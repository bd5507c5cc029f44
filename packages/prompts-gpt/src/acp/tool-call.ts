import { brief, integer, type Json, object, objects, text } from "../providers/json.ts";
import type { ToolUse } from "../providers/provider.ts";

/** What is known of a tool call by now: each message about it may tell more. */
export interface ToolCall {
  readonly kind: string;
  readonly name?: string | undefined;
  readonly title: string;
  readonly paths: readonly string[];
  readonly changes: readonly Change[];
  readonly input: Json;
  readonly output?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly terminal?: string | undefined;
  readonly status: string;
}

type Change = Extract<ToolUse, { kind: "edit" }>["changes"][number];

const UNKNOWN: ToolCall = { kind: "other", title: "", paths: [], changes: [], input: {}, status: "pending" };
const MOST_PATHS = 1000;
const EDITS = new Set(["edit", "delete", "move"]);

/** What is known after one more message: `told` over what was known `before`. */
export function toolCallAfter(before: ToolCall = UNKNOWN, told: Json): ToolCall {
  const content = objects(told["content"]);
  const raw = object(told["rawOutput"]);
  const locations = objects(told["locations"]).flatMap((one) => text(one["path"]) ?? []);
  const kind = text(told["kind"]) ?? before.kind;
  const changes = content.filter((one) => one["type"] === "diff").flatMap((diff) => changeIn(diff, kind));
  return {
    kind,
    name: text(told["name"]) ?? before.name,
    title: text(told["title"]) ?? before.title,
    // All that were ever named: a call must not become harmless by naming another one last.
    paths: [...new Set([...before.paths, ...locations, ...changes.map(({ path }) => path)])].slice(0, MOST_PATHS),
    changes: changes.length === 0 ? before.changes : changes.slice(0, MOST_PATHS),
    input: told["rawInput"] === undefined ? before.input : object(told["rawInput"]),
    output: outputIn(content) ?? before.output,
    exitCode: exitCodeIn(raw) ?? exitCodeIn(object(raw["metadata"])) ?? before.exitCode,
    terminal: content.flatMap((one) => text(one["terminalId"]) ?? [])[0] ?? before.terminal,
    status: text(told["status"]) ?? before.status,
  };
}

/** OpenCode says that a new file was an empty one. */
function changeIn({ path, oldText }: Json, kind: string): Change[] {
  if (typeof path !== "string") return [];
  if (kind === "delete") return [{ path, change: "delete" }];
  return [{ path, change: typeof oldText === "string" && oldText !== "" ? "modify" : "add" }];
}

function outputIn(content: readonly Json[]): string | undefined {
  const texts = content.flatMap((one) => text(object(one["content"])["text"]) ?? []);
  return texts.length === 0 ? undefined : texts.join("\n");
}

/** The protocol has no place for it; agents that tell it call it by one of these. */
function exitCodeIn(raw: Json): number | undefined {
  return integer(raw["exitCode"]) ?? integer(raw["exit_code"]) ?? integer(raw["exit"]);
}

/** The same in our own words. */
export function toolUseOf({ kind, name, title, paths, changes, input }: ToolCall): ToolUse {
  if (kind === "execute") return { kind: "shell", command: commandIn(input) ?? title };
  if (EDITS.has(kind) && paths.length > 0) {
    const change = kind === "delete" ? "delete" : "modify";
    return { kind: "edit", changes: changes.length > 0 ? changes : paths.map((path) => ({ path, change })) };
  }
  return { kind: "other", name: brief(name ?? kind), detail: brief(title) };
}

function commandIn({ command }: Json): string | undefined {
  if (Array.isArray(command)) return command.filter((word) => typeof word === "string").join(" ");
  return text(command);
}

/** How agents tell that they were not allowed to, in the output of a tool that failed (Gemini CLI, OpenCode). */
const DENIAL = /^Access denied: |rejected permission|^Tool "\w+" not found/;

export function statusOf({ status, exitCode = 0, output = "" }: ToolCall): "ok" | "failed" | "denied" {
  if (status === "completed") return exitCode === 0 ? "ok" : "failed";
  return DENIAL.test(output) ? "denied" : "failed";
}
