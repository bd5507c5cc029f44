import { cacheWrites, brief, count, integer, object, objectIn, objects, text, type Json } from "./json.ts";
import type { AgentEvent, TokenUsage, ToolUse } from "./provider.ts";

/** Reads one line of `codex exec --json` (shapes recorded from Codex 0.169.0). */
export function readCodex(line: string): AgentEvent[] {
  const event = objectIn(line);
  if (event === undefined) return [];
  switch (event["type"]) {
    case "thread.started":
      return session(event);
    case "item.started":
      return started(object(event["item"]));
    case "item.completed":
      return completed(object(event["item"]));
    case "turn.completed":
      return [
        { type: "agent.usage", usage: usageOf(object(event["usage"])), cumulative: true },
        { type: "agent.final", ok: true },
      ];
    case "turn.failed":
      return [
        { type: "agent.final", ok: false, message: text(object(event["error"])["message"]) ?? "Codex gave no reason" },
      ];
    case "error":
      return problem(text(event["message"]));
    default:
      return [];
  }
}

function session(event: Json): AgentEvent[] {
  const sessionId = text(event["thread_id"]);
  return sessionId === undefined ? [] : [{ type: "agent.session", sessionId }];
}

/** `error` lines are never the last word: `turn.failed` is. "Reconnecting... 1/5 (reason)" announces a retry. */
function problem(message: string | undefined): AgentEvent[] {
  if (message === undefined) return [];
  return [{ type: message.startsWith("Reconnecting") ? "agent.retry" : "agent.notice", message }];
}

function started(item: Json): AgentEvent[] {
  const id = text(item["id"]);
  const tool = toolOf(item);
  return id === undefined || tool === undefined ? [] : [{ type: "agent.tool.started", id, tool }];
}

function completed(item: Json): AgentEvent[] {
  const said = text(item["text"]);
  switch (item["type"]) {
    case "agent_message":
      return said === undefined ? [] : [{ type: "agent.text", text: said }];
    case "reasoning":
      return said === undefined ? [] : [{ type: "agent.reasoning", text: said }];
    // An item of type `error` is a warning: an unknown model's missing metadata, for one. The turn goes on.
    case "error":
      return problem(text(item["message"]));
    default:
      return finished(item);
  }
}

function finished(item: Json): AgentEvent[] {
  const id = text(item["id"]);
  const tool = toolOf(item);
  if (id === undefined || tool === undefined) return [];
  const exitCode = integer(item["exit_code"]);
  const output = text(item["aggregated_output"]) ?? text(object(item["error"])["message"]);
  return [
    {
      type: "agent.tool.finished",
      id,
      status: statusOf(item["status"]),
      tool,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(output === undefined ? {} : { output }),
    },
  ];
}

function statusOf(status: unknown): "ok" | "failed" | "denied" {
  if (status === "declined") return "denied";
  return status === "failed" ? "failed" : "ok";
}

function toolOf(item: Json): ToolUse | undefined {
  switch (item["type"]) {
    case "command_execution":
      return { kind: "shell", command: text(item["command"]) ?? "" };
    case "file_change":
      return { kind: "edit", changes: objects(item["changes"]).flatMap(changeOf) };
    case "mcp_tool_call":
      return {
        kind: "other",
        name: `${text(item["server"]) ?? "mcp"}.${text(item["tool"]) ?? "?"}`,
        detail: brief(item["arguments"] ?? ""),
      };
    case "web_search":
      return { kind: "other", name: "web_search", detail: brief(item["query"] ?? "") };
    case "todo_list":
      return {
        kind: "other",
        name: "todo_list",
        detail: brief(
          objects(item["items"])
            .map((todo) => todo["text"])
            .join("; "),
        ),
      };
    default:
      return otherTool(item);
  }
}

/** Tools that came after this was written: everything that is an item with a status of its own. */
function otherTool(item: Json): ToolUse | undefined {
  const name = text(item["type"]);
  if (name === undefined || text(item["status"]) === undefined) return undefined;
  return { kind: "other", name, detail: brief(item["tool"] ?? item["query"] ?? "") };
}

function changeOf(change: Json): { path: string; change: "add" | "modify" | "delete" }[] {
  const path = text(change["path"]);
  if (path === undefined) return [];
  const kind = change["kind"];
  return [{ path, change: kind === "add" || kind === "delete" ? kind : "modify" }];
}

/** Over the whole thread, earlier runs included (measured: a resumed thread goes on counting). */
function usageOf(usage: Json): TokenUsage {
  const inputTokens = count(usage["input_tokens"]);
  const outputTokens = count(usage["output_tokens"]);
  return {
    inputTokens,
    cachedInputTokens: count(usage["cached_input_tokens"]),
    outputTokens,
    reasoningTokens: count(usage["reasoning_output_tokens"]),
    totalTokens: inputTokens + outputTokens,
    ...cacheWrites(usage["cache_write_input_tokens"]),
  };
}
