import { brief, integer, isObject, object, objectIn, objects, text, type Json } from "./json.ts";
import type { AgentEvent, ToolUse } from "./provider.ts";
import { sessionIn } from "./session-event.ts";

/**
 * Reads one line of `cursor-agent -p --output-format stream-json`. Shapes as documented, none recorded:
 * https://cursor.com/docs/cli/reference/output-format. Tokens are not told there.
 */
export function readCursor(line: string): AgentEvent[] {
  const event = objectIn(line);
  if (event === undefined) return [];
  switch (event["type"]) {
    case "system":
      return event["subtype"] === "init" ? sessionIn(event) : [];
    case "assistant":
      return objects(object(event["message"])["content"]).flatMap(words);
    case "tool_call":
      return toolCall(event);
    case "result":
      return [finalOf(event)];
    default:
      return [];
  }
}

function words(block: Json): AgentEvent[] {
  const said = text(block["text"]);
  return block["type"] === "text" && said !== undefined && said !== "" ? [{ type: "agent.text", text: said }] : [];
}

/** `{ "<name>ToolCall": { args, result } }`, or `{ "function": { name, arguments } }`. */
function toolCall(event: Json): AgentEvent[] {
  const id = text(event["call_id"]);
  const [found] = Object.entries(object(event["tool_call"])).filter(([, call]) => isObject(call));
  if (id === undefined || found === undefined) return [];
  const call = object(found[1]);
  const name = found[0] === "function" ? (text(call["name"]) ?? "?") : found[0].replace(/ToolCall$/, "");
  if (event["subtype"] === "started") return [{ type: "agent.tool.started", id, tool: toolOf(name, call) }];
  return event["subtype"] === "completed" ? [finished(id, object(call["result"]))] : [];
}

const CHANGES = { write: "modify", edit: "modify", delete: "delete" } as const;

function toolOf(name: string, call: Json): ToolUse {
  const input = object(call["args"]);
  const command = text(input["command"]);
  const path = text(input["path"]);
  if (name === "shell" && command !== undefined) return { kind: "shell", command };
  if (isChanging(name) && path !== undefined) return { kind: "edit", changes: [{ path, change: CHANGES[name] }] };
  return { kind: "other", name, detail: brief(path ?? command ?? call["arguments"] ?? input) };
}

function isChanging(name: string): name is keyof typeof CHANGES {
  return Object.hasOwn(CHANGES, name);
}

/** `success` with what came of it; any other word says what went wrong. */
function finished(id: string, result: Json): AgentEvent {
  const success = isObject(result["success"]) ? result["success"] : undefined;
  const exitCode = integer(success?.["exitCode"]);
  const failed = success === undefined || (exitCode ?? 0) !== 0;
  const isDenied = ["rejected", "permissionDenied"].some((word) => result[word] !== undefined);
  const said = success === undefined ? Object.values(result)[0] : (success["stdout"] ?? success["content"]);
  const output = typeof said === "string" ? said : said === undefined ? "" : brief(said);
  return {
    type: "agent.tool.finished",
    id,
    status: isDenied ? "denied" : failed ? "failed" : "ok",
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(output === "" ? {} : { output }),
  };
}

/** Its `result` is every text of the run in one; the answer is the last of them, which was told before. */
function finalOf(event: Json): AgentEvent {
  if (event["is_error"] === false) return { type: "agent.final", ok: true };
  return { type: "agent.final", ok: false, message: text(event["result"]) || "Cursor CLI gave no reason" };
}
