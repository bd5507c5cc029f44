import { brief, object, objectIn, objects, text, type Json } from "./json.ts";
import type { AgentEvent, ToolUse } from "./provider.ts";

/**
 * Reads one line of `goose run --output-format stream-json`. Shapes as its documentation and source have them, none
 * recorded: https://block.github.io/goose/docs/guides/goose-cli-commands. Tokens are not read: what `complete` tells is
 * how full the context was at the end.
 */
export function readGoose(line: string): AgentEvent[] {
  const event = objectIn(line);
  switch (event?.["type"]) {
    case "message":
      return objects(object(event["message"])["content"]).flatMap((part) => content(part, object(event["message"])));
    case "notification":
      return notice(text(object(event["log"])["message"]));
    // `complete` follows all the same: this word has to stand.
    case "error":
      return [{ type: "agent.final", ok: false, message: text(event["error"]) ?? "Goose gave no reason" }];
    default:
      return [];
  }
}

function notice(message: string | undefined): AgentEvent[] {
  return message === undefined ? [] : [{ type: "agent.notice", message }];
}

function content(part: Json, { role }: Json): AgentEvent[] {
  const said = text(part["text"]);
  const thought = text(part["thinking"]);
  if (part["type"] === "toolRequest") return started(part);
  if (part["type"] === "toolResponse") return finished(part);
  if (role !== "assistant") return [];
  if (part["type"] === "thinking" && thought !== undefined) return [{ type: "agent.reasoning", text: thought }];
  // A message comes as one, or in pieces as the model's service sends them.
  return part["type"] === "text" && said !== undefined ? [{ type: "agent.text", text: said, delta: true }] : [];
}

function started(part: Json): AgentEvent[] {
  const id = text(part["id"]);
  const call = object(object(part["toolCall"])["value"]);
  return id === undefined ? [] : [{ type: "agent.tool.started", id, tool: toolOf(call) }];
}

/** Tools are called `<extension>__<tool>`. */
function toolOf(call: Json): ToolUse {
  const name = text(call["name"]) ?? "?";
  const input = object(call["arguments"]);
  const command = text(input["command"]);
  const path = text(input["path"]);
  if (/(?:^|__)shell$/.test(name) && command !== undefined) return { kind: "shell", command };
  if (/(?:^|__)(?:text_editor|write|edit)$/.test(name) && path !== undefined && command !== "view")
    return { kind: "edit", changes: [{ path, change: "modify" }] };
  return { kind: "other", name, detail: brief(path ?? input) };
}

function finished(part: Json): AgentEvent[] {
  const id = text(part["id"]);
  if (id === undefined) return [];
  const result = object(part["toolResult"]);
  const value = object(result["value"]);
  const said = objects(value["content"]).map((one) => text(one["text"]) ?? "");
  const output = text(result["error"]) ?? said.join("\n");
  const isOk = result["status"] === "success" && value["isError"] !== true;
  return [{ type: "agent.tool.finished", id, status: isOk ? "ok" : "failed", ...(output === "" ? {} : { output }) }];
}
