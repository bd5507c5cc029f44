import { cacheWrites, brief, count, integer, object, objectIn, text, type Json } from "./json.ts";
import type { AgentEvent, TokenUsage, ToolUse } from "./provider.ts";

/** Reads one line of `opencode run --format json` (shapes recorded from 1.18.33). A tool is told when it has ended. */
export function readOpencode(line: string): AgentEvent[] {
  const event = objectIn(line);
  if (event === undefined) return [];
  const part = object(event["part"]);
  switch (event["type"]) {
    case "step_start":
      return session(event);
    case "text":
      return said(part);
    case "tool_use":
      return toolEnded(part, object(part["state"]));
    case "step_finish":
      return stepFinished(part);
    case "error":
      return [{ type: "agent.final", ok: false, message: messageOf(object(event["error"])) }];
    default:
      return [];
  }
}

/** At every step: none of them says that it is the first. */
function session(event: Json): AgentEvent[] {
  const sessionId = text(event["sessionID"]);
  return sessionId === undefined ? [] : [{ type: "agent.session", sessionId }];
}

function said(part: Json): AgentEvent[] {
  const words = text(part["text"]);
  return words === undefined ? [] : [{ type: "agent.text", text: words }];
}

/** `stop` is its closing word: there is no event for the end of a run. */
function stepFinished(part: Json): AgentEvent[] {
  const used: AgentEvent = { type: "agent.usage", usage: usageOf(part), cumulative: false, delta: true };
  return part["reason"] === "stop" ? [used, { type: "agent.final", ok: true }] : [used];
}

/**
 * A permission that it does not get ends the whole run, without a closing word and with exit code 0 (measured); a rule or a
 * plugin that denies does not.
 */
function toolEnded(part: Json, state: Json): AgentEvent[] {
  const events = finished(part, state);
  const error = text(state["error"]) ?? "";
  return error.startsWith(REJECTED) ? [...events, { type: "agent.final", ok: false, message: error }] : events;
}

function finished(part: Json, state: Json): AgentEvent[] {
  const id = text(part["callID"]);
  if (id === undefined) return [];
  const exitCode = integer(object(state["metadata"])["exit"]);
  const output = text(state["output"]) ?? text(state["error"]);
  return [
    {
      type: "agent.tool.finished",
      id,
      status: statusOf(state, exitCode),
      tool: toolOf(text(part["tool"]) ?? "?", state),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(output === undefined ? {} : { output }),
    },
  ];
}

const REJECTED = "The user rejected permission";
/** By a rule of the user's, or by the guard's plugin. */
const DENIAL = /^The user has specified a rule which prevents you|^prompts-gpt refused: /;

/** `completed` also for a command that failed: its exit code tells. */
function statusOf(state: Json, exitCode = 0): "ok" | "failed" | "denied" {
  if (state["status"] === "completed") return exitCode === 0 ? "ok" : "failed";
  const error = text(state["error"]) ?? "";
  return error.startsWith(REJECTED) || DENIAL.test(error) ? "denied" : "failed";
}

const EDITORS = new Set(["write", "edit"]);

function toolOf(name: string, state: Json): ToolUse {
  const input = object(state["input"]);
  const command = text(input["command"]);
  const path = text(input["filePath"]);
  if (name === "bash" && command !== undefined) return { kind: "shell", command };
  const change = object(state["metadata"])["exists"] === false ? "add" : "modify";
  if (EDITORS.has(name) && path !== undefined) return { kind: "edit", changes: [{ path, change }] };
  return { kind: "other", name, detail: brief(path ?? input["pattern"] ?? input) };
}

function messageOf(error: Json): string {
  const data = object(error["data"]);
  const said = text(data["message"]) ?? text(error["name"]) ?? "OpenCode gave no reason";
  const status = integer(data["statusCode"]);
  return status === undefined || said.includes(String(status)) ? said : `${said} (HTTP ${status})`;
}

/** Of one step. It counts cached input beside the input, and thoughts beside the output; we count them within. */
function usageOf(part: Json): TokenUsage {
  const tokens = object(part["tokens"]);
  const cache = object(tokens["cache"]);
  const inputTokens = count(tokens["input"]) + count(cache["read"]) + count(cache["write"]);
  const outputTokens = count(tokens["output"]) + count(tokens["reasoning"]);
  const costUsd = count(part["cost"]);
  return {
    inputTokens,
    cachedInputTokens: count(cache["read"]),
    outputTokens,
    reasoningTokens: count(tokens["reasoning"]),
    totalTokens: inputTokens + outputTokens,
    ...cacheWrites(cache["write"]),
    // Zero for every model without a price in its configuration: that is no price.
    ...(costUsd === 0 ? {} : { costUsd }),
  };
}
