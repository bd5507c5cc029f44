import { brief, count, object, objectIn, objects, text, type Json } from "./json.ts";
import type { AgentEvent, TokenUsage, ToolUse } from "./provider.ts";
import { sessionIn } from "./session-event.ts";

/** Reads one line of `qwen -o stream-json` (shapes recorded from 0.24.4): Claude Code's envelope with words of its own. */
export function readQwen(line: string): AgentEvent[] {
  const event = objectIn(line);
  if (event === undefined) return [];
  const content = objects(object(event["message"])["content"]);
  switch (event["type"]) {
    case "system":
      return system(event);
    case "assistant":
      return content.flatMap((block) => said(block, event));
    case "user":
      return content.flatMap(toolResult);
    case "result":
      return [{ type: "agent.usage", usage: usageOf(object(event["usage"])), cumulative: true }, finalOf(event)];
    default:
      return [];
  }
}

function system(event: Json): AgentEvent[] {
  if (event["subtype"] === "init") return sessionIn(event);
  return event["subtype"] === "retry" ? [{ type: "agent.retry", message: retryMessage(object(event["data"])) }] : [];
}

function retryMessage({ attempt, maxRetries, delayMs }: Json): string {
  return `Attempt ${brief(attempt ?? "?")} of ${brief(maxRetries ?? "?")}, after ${count(delayMs) / 1000} s`;
}

function said(block: Json, event: Json): AgentEvent[] {
  const id = text(block["id"]);
  if (block["type"] === "tool_use" && id !== undefined)
    return [{ type: "agent.tool.started", id, tool: toolOf(text(block["name"]) ?? "?", object(block["input"])) }];
  // What a subagent says is its parent's business, not the answer.
  if (text(event["parent_tool_use_id"]) !== undefined) return [];
  return words(block);
}

function words({ type, text: spoken, thinking }: Json): AgentEvent[] {
  if (type === "thinking" && typeof thinking === "string") return [{ type: "agent.reasoning", text: thinking }];
  if (type !== "text" || typeof spoken !== "string") return [];
  // The CLI puts its own error messages into the model's mouth.
  return [
    spoken.startsWith("[API Error: ")
      ? { type: "agent.notice", message: spoken }
      : { type: "agent.text", text: spoken },
  ];
}

const EDITORS = new Set(["write_file", "edit", "notebook_edit"]);

function toolOf(name: string, input: Json): ToolUse {
  const command = text(input["command"]);
  const path = text(input["file_path"]) ?? text(input["notebook_path"]);
  if (name === "run_shell_command" && command !== undefined) return { kind: "shell", command };
  if (EDITORS.has(name) && path !== undefined) return { kind: "edit", changes: [{ path, change: "modify" }] };
  return { kind: "other", name, detail: brief(path ?? input["pattern"] ?? input) };
}

function toolResult(block: Json): AgentEvent[] {
  const id = text(block["tool_use_id"]);
  if (block["type"] !== "tool_result" || id === undefined) return [];
  const output = text(block["content"]) ?? "";
  const code = /^Exit Code: (\d{1,3})$/m.exec(output)?.[1];
  return [
    {
      type: "agent.tool.finished",
      id,
      status: statusOf(block, output),
      ...(code === undefined ? {} : { exitCode: Number(code) }),
      ...(output === "" ? {} : { output }),
    },
  ];
}

/** By an approval mode, a rule, or the guard's hook. */
const DENIAL =
  /^Qwen Code requires permission to use .* was declined|^This "\w+" invocation was denied by permission rules|^prompts-gpt refused: /;

function statusOf(block: Json, output: string): "ok" | "failed" | "denied" {
  if (block["is_error"] !== true) return "ok";
  return DENIAL.test(output) ? "denied" : "failed";
}

function finalOf(event: Json): AgentEvent {
  const denied = objects(event["permission_denials"]).length;
  const result = text(event["result"]);
  if (event["is_error"] === false)
    return { type: "agent.final", ok: true, denied, ...(result === undefined ? {} : { text: result }) };
  const message =
    text(object(event["error"])["message"]) ?? `Qwen Code ended with ${text(event["subtype"]) ?? "an error"}`;
  return { type: "agent.final", ok: false, denied, message };
}

/** Over the whole session, earlier runs included (measured by resuming). Cached input counts within the input. */
function usageOf(usage: Json): TokenUsage {
  const inputTokens = count(usage["input_tokens"]);
  const outputTokens = count(usage["output_tokens"]);
  return {
    inputTokens,
    cachedInputTokens: count(usage["cache_read_input_tokens"]),
    outputTokens,
    reasoningTokens: 0,
    totalTokens: inputTokens + outputTokens,
  };
}
