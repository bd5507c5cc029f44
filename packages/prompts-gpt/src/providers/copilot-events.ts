import { brief, integer, isObject, object, objectIn, objects, text, type Json } from "./json.ts";
import type { AgentEvent, ToolUse } from "./provider.ts";

/** Reads one line of `copilot --output-format json` (shapes recorded from 1.0.102). Tokens are not told there. */
export function readCopilot(line: string): AgentEvent[] {
  const event = objectIn(line);
  if (event === undefined) return [];
  const data = object(event["data"]);
  switch (event["type"]) {
    case "assistant.message":
      return words("agent.text", data["content"]);
    case "assistant.reasoning":
      return words("agent.reasoning", data["content"]);
    case "assistant.turn_retry":
      return [{ type: "agent.retry", message: text(data["reason"]) ?? "no reason given" }];
    case "tool.execution_start":
      return started(data);
    case "tool.execution_complete":
      return finished(data);
    case "session.error":
      return [{ type: "agent.final", ok: false, message: text(data["message"]) ?? "Copilot CLI gave no reason" }];
    case "abort":
      // By a signal: its result has exit code 0 all the same (measured).
      return [
        {
          type: "agent.final",
          ok: false,
          aborted: true,
          message: `aborted: ${text(data["reason"]) ?? "no reason given"}`,
        },
      ];
    case "result":
      return [...session(event), ...finalOf(event)];
    default:
      return [];
  }
}

/** A message that only uses tools has no words in it. */
function words(type: "agent.text" | "agent.reasoning", content: unknown): AgentEvent[] {
  return typeof content === "string" && content !== "" ? [{ type, text: content }] : [];
}

function started(data: Json): AgentEvent[] {
  const id = text(data["toolCallId"]);
  return id === undefined ? [] : [{ type: "agent.tool.started", id, tool: toolOf(data) }];
}

function toolOf(data: Json): ToolUse {
  const input = object(data["arguments"]);
  const command = text(input["command"]);
  const path = text(input["path"]);
  const name = text(data["toolName"]) ?? "?";
  if (isObject(data["shellToolInfo"]) && command !== undefined) return { kind: "shell", command };
  if (name === "create" && path !== undefined) return { kind: "edit", changes: [{ path, change: "add" }] };
  return { kind: "other", name, detail: brief(path ?? command ?? input["pattern"] ?? input) };
}

function finished(data: Json): AgentEvent[] {
  const id = text(data["toolCallId"]);
  if (id === undefined) return [];
  const changes = objects(data["fileEdits"]).flatMap(changeOf);
  const exitCode = integer(object(data["shellExecution"])["exitCode"]);
  const output = text(object(data["result"])["content"]) ?? text(object(data["error"])["message"]);
  return [
    {
      type: "agent.tool.finished",
      id,
      status: statusOf(data, exitCode),
      ...(changes.length === 0 ? {} : { tool: { kind: "edit", changes } }),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(output === undefined ? {} : { output }),
    },
  ];
}

/** What an access takes away is simply not there. */
const DENIAL = /^Tool '(?:bash|powershell|create|edit)' does not exist/;

/** `success` also for a command that failed: its exit code tells. */
function statusOf(data: Json, exitCode = 0): "ok" | "failed" | "denied" {
  if (data["success"] === true) return exitCode === 0 ? "ok" : "failed";
  const { code, message } = object(data["error"]);
  return code === "denied" || DENIAL.test(text(message) ?? "") ? "denied" : "failed";
}

function changeOf({ path, kind }: Json): { path: string; change: "add" | "modify" }[] {
  return typeof path === "string" ? [{ path, change: kind === "create" ? "add" : "modify" }] : [];
}

function session(event: Json): AgentEvent[] {
  const sessionId = text(event["sessionId"]);
  return sessionId === undefined ? [] : [{ type: "agent.session", sessionId }];
}

/** With another exit code `session.error` has said why, and its word stands. */
function finalOf(event: Json): AgentEvent[] {
  return event["exitCode"] === 0 ? [{ type: "agent.final", ok: true }] : [];
}
