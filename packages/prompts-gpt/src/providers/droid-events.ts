import { brief, count, object, objectIn, text, type Json } from "./json.ts";
import type { AgentEvent, ToolUse } from "./provider.ts";
import { sessionIn } from "./session-event.ts";

/** Reads one line of `droid exec --output-format stream-json` (shapes recorded from 0.215.0). */
export function readDroid(line: string): AgentEvent[] {
  const event = objectIn(line);
  if (event === undefined) return [];
  switch (event["type"]) {
    case "system":
      return event["subtype"] === "init" ? sessionIn(event) : [];
    case "message":
      return event["role"] === "assistant" ? words("agent.text", event) : [];
    case "reasoning":
      return words("agent.reasoning", event);
    case "tool_call":
      return started(event);
    case "tool_result":
      return finished(event);
    case "error":
      return failed(event);
    case "completion":
      return completed(event);
    default:
      return [];
  }
}

function words(type: "agent.text" | "agent.reasoning", event: Json): AgentEvent[] {
  const said = text(event["text"]);
  return said === undefined || said === "" ? [] : [{ type, text: said }];
}

function started(event: Json): AgentEvent[] {
  const id = text(event["id"]);
  return id === undefined ? [] : [{ type: "agent.tool.started", id, tool: toolOf(event) }];
}

function toolOf(event: Json): ToolUse {
  const name = text(event["toolName"]) ?? "?";
  const input = object(event["parameters"]);
  const command = text(input["command"]);
  const path = text(input["file_path"]);
  if (name === "Execute" && command !== undefined) return { kind: "shell", command };
  if (name === "Create" && path !== undefined) return { kind: "edit", changes: [{ path, change: "add" }] };
  if (name === "Edit" && path !== undefined) return { kind: "edit", changes: [{ path, change: "modify" }] };
  return { kind: "other", name, detail: brief(path ?? command ?? input["pattern"] ?? input) };
}

const DENIAL = /is not permitted in this exec session|insufficient permission/i;
const EXIT_CODE = /\[Process exited with code (\d{1,3})\]\s*$/;

function finished(event: Json): AgentEvent[] {
  const id = text(event["id"]);
  if (id === undefined) return [];
  const isError = event["isError"] === true;
  const output = (isError ? text(object(event["error"])["message"]) : text(event["value"])) ?? "";
  const code = event["toolId"] === "Execute" ? EXIT_CODE.exec(output)?.[1] : undefined;
  return [
    {
      type: "agent.tool.finished",
      id,
      status: isError ? (DENIAL.test(output) ? "denied" : "failed") : "ok",
      ...(code === undefined ? {} : { exitCode: Number(code) }),
      ...(output === "" ? {} : { output }),
    },
  ];
}

/** The CLI's own "Exec failed" follows whatever went wrong, and says no more than that. */
function failed(event: Json): AgentEvent[] {
  const message = text(event["message"]) ?? "Droid gave no reason";
  return [event["source"] === "cli" ? { type: "agent.notice", message } : { type: "agent.final", ok: false, message }];
}

function completed(event: Json): AgentEvent[] {
  const usage = object(event["usage"]);
  const final = text(event["finalText"]);
  const cachedInputTokens = count(usage["cache_read_input_tokens"]);
  const inputTokens = count(usage["input_tokens"]) + cachedInputTokens + count(usage["cache_creation_input_tokens"]);
  const outputTokens = count(usage["output_tokens"]);
  const spent = { inputTokens, cachedInputTokens, outputTokens, reasoningTokens: 0 };
  return [
    { type: "agent.usage", usage: { ...spent, totalTokens: inputTokens + outputTokens }, cumulative: false },
    { type: "agent.final", ok: true, ...(final === undefined ? {} : { text: final }) },
  ];
}
