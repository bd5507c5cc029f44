import { isObject, type Json, object, text } from "../providers/json.ts";

/** A piece of a text that comes in pieces: `holder[key]`. Those with the same channel follow one another. */
export interface Delta {
  readonly channel: string;
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** What tells two texts apart that come at the same time. */
const WHICH = ["index", "item_id", "output_index", "content_index", "messageId", "reasoningId", "toolCallId", "stream"];
/** The last two: Copilot CLI. */
const DELTAS = new Set(["delta", "deltaContent", "inputDelta"]);
/** Words about the piece, and no part of the text. */
const ABOUT = new Set(["type", "id", "role", "name", "toolCallId", "stream", "timestamp", "parentId"]);
const DEEPEST = 6;

/**
 * The pieces of texts in one line of output. Every streaming format that we know calls them `delta`: a text, or an object
 * with texts in it. In our own words each `agent.text` may be one.
 */
export function deltasIn(line: Json): Delta[] {
  const type = text(line["type"]);
  if ((type === "agent.text" || type === "agent.reasoning") && typeof line["text"] === "string")
    return [{ channel: type, holder: line, key: "text" }];
  // Gemini CLI: whether it is one is said beside the text.
  if (line["delta"] === true && typeof line["content"] === "string")
    return [{ channel: `${type} content`, holder: line, key: "content" }];
  // Copilot CLI: what a shell command prints, as it comes.
  const isDelta = type === "tool.shell_output";
  return below(line, { path: text(line["parent_tool_use_id"]) ?? "", isDelta, depth: 0 });
}

/**
 * A text as far as it has come, which is told again from its beginning with every piece. Copilot CLI: what a shell command
 * has printed.
 */
export function tellingIn(line: Json): Omit<Delta, "channel"> | undefined {
  const holder = line["type"] === "tool.execution_partial_result" ? object(line["data"]) : {};
  return typeof holder["partialOutput"] === "string" ? { holder, key: "partialOutput" } : undefined;
}

interface Place {
  readonly path: string;
  readonly isDelta: boolean;
  readonly depth: number;
}

function below(value: Json | readonly unknown[], { path, isDelta, depth }: Place): Delta[] {
  if (depth > DEEPEST) return [];
  const holder = value as Record<string, unknown>; // a list is looked through by its numbers
  const which = WHICH.map((key) => holder[key]).filter((one) => typeof one === "string" || typeof one === "number");
  const here = [path, ...which].join(" ");
  return Object.entries(holder).flatMap(([key, part]) => {
    const inDelta = isDelta || DELTAS.has(key);
    if (typeof part === "string") return inDelta && !ABOUT.has(key) ? [{ channel: `${here}.${key}`, holder, key }] : [];
    if (!isObject(part) && !Array.isArray(part)) return [];
    return below(part, { path: `${here}.${key}`, isDelta: inDelta, depth: depth + 1 });
  });
}

/** Copilot CLI says all sorts of things between the pieces of a text: only these lines are about it, and the last ends it. */
const ABOUT_A_TEXT: Readonly<Record<string, string>> = {
  "tool.shell_output": "toolCallId",
  "tool.execution_complete": "toolCallId",
  "assistant.message_delta": "messageId",
  "assistant.message": "messageId",
  "assistant.reasoning_delta": "reasoningId",
  "assistant.reasoning": "reasoningId",
};

/** Whose text a line belongs to: what comes of another one in between does not end it. */
export function scopeOf(json: Json): string | undefined {
  const key = ABOUT_A_TEXT[text(json["type"]) ?? ""];
  return key === undefined ? text(json["parent_tool_use_id"]) : `${key} ${text(object(json["data"])[key]) ?? ""}`;
}
