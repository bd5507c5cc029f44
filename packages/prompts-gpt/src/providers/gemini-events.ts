import { brief, count, object, objectIn, text, type Json } from "./json.ts";
import type { AgentEvent, TokenUsage, ToolUse } from "./provider.ts";
import { sessionIn } from "./session-event.ts";

/** Reads one line of `gemini -o stream-json` (shapes recorded from 0.61.0). */
export function readGemini(line: string): AgentEvent[] {
  const event = objectIn(line);
  if (event === undefined) return [];
  switch (event["type"]) {
    case "init":
      return sessionIn(event);
    case "message":
      return event["role"] === "assistant" ? said(event) : [];
    case "tool_use":
      return started(event);
    case "tool_result":
      return finished(event);
    case "result":
      return [{ type: "agent.usage", usage: usageOf(object(event["stats"])), cumulative: false }, finalOf(event)];
    default:
      return [];
  }
}

function said(event: Json): AgentEvent[] {
  const content = text(event["content"]);
  if (content === undefined) return [];
  return [{ type: "agent.text", text: content, ...(event["delta"] === true ? { delta: true } : {}) }];
}

function started(event: Json): AgentEvent[] {
  const id = text(event["tool_id"]);
  const tool = toolOf(text(event["tool_name"]) ?? "?", object(event["parameters"]));
  return id === undefined ? [] : [{ type: "agent.tool.started", id, tool }];
}

const EDITORS = new Set(["write_file", "replace"]);

function toolOf(name: string, input: Json): ToolUse {
  const command = text(input["command"]);
  if (name === "run_shell_command" && command !== undefined) return { kind: "shell", command };
  const path = text(input["file_path"]);
  if (EDITORS.has(name) && path !== undefined) return { kind: "edit", changes: [{ path, change: "modify" }] };
  return { kind: "other", name, detail: brief(path ?? input["pattern"] ?? input) };
}

/** `success` also for a command that failed: the stream does not tell its exit code (measured). */
function finished(event: Json): AgentEvent[] {
  const id = text(event["tool_id"]);
  if (id === undefined) return [];
  const output = text(event["output"]) ?? "";
  return [{ type: "agent.tool.finished", id, status: statusOf(event, output), ...(output === "" ? {} : { output }) }];
}

/** A tool that the approval mode takes away is simply not there; in `plan` only files of the plan may be written, else those of the workspace. */
const DENIAL =
  /^Tool "(?:run_shell_command|write_file|replace)" not found|^Access denied: plan path|^Path not in workspace: |^Tool execution denied by policy/;

function statusOf(event: Json, output: string): "ok" | "failed" | "denied" {
  if (event["status"] === "success") return "ok";
  return DENIAL.test(output) ? "denied" : "failed";
}

function finalOf(event: Json): AgentEvent {
  if (event["status"] === "success") return { type: "agent.final", ok: true };
  const message = text(object(event["error"])["message"]);
  return { type: "agent.final", ok: false, message: message ?? "Gemini CLI gave no reason" };
}

/** Of this run alone, also after a resume. What it thought counts in the total and nowhere else. */
function usageOf(stats: Json): TokenUsage {
  const inputTokens = count(stats["input_tokens"]);
  const answered = count(stats["output_tokens"]);
  const outputTokens = Math.max(answered, count(stats["total_tokens"]) - inputTokens);
  return {
    inputTokens,
    cachedInputTokens: count(stats["cached"]),
    outputTokens,
    reasoningTokens: outputTokens - answered,
    totalTokens: inputTokens + outputTokens,
  };
}
