import { count, isObject, object, objects, text, type Json } from "./json.ts";
import type { AgentEvent, TokenUsage } from "./provider.ts";

/** Claude Code's closing event. `is_error` decides: `subtype` says "success" for API errors too. */
export function readClaudeResult(event: Json): AgentEvent[] {
  return [{ type: "agent.usage", usage: usageOf(event), cumulative: isObject(event["modelUsage"]) }, finalOf(event)];
}

function finalOf(event: Json): AgentEvent {
  const denied = objects(event["permission_denials"]).length;
  const result = text(event["result"]);
  if (event["is_error"] === false)
    return { type: "agent.final", ok: true, denied, ...(result === undefined ? {} : { text: result }) };
  return { type: "agent.final", ok: false, denied, message: messageOf(event, result) };
}

function messageOf(event: Json, result: string | undefined): string {
  const errors = Array.isArray(event["errors"]) ? event["errors"].filter((error) => typeof error === "string") : [];
  const said = result || errors.join("; ") || `Claude Code ended with ${text(event["subtype"]) ?? "an error"}`;
  const status = event["api_error_status"];
  return typeof status === "number" && !said.includes(String(status)) ? `${said} (HTTP ${status})` : said;
}

/**
 * `modelUsage` and `total_cost_usd` count the whole session, earlier runs included, and every model that took part;
 * `usage` counts this run and the main model alone (measured by resuming).
 */
function usageOf(event: Json): TokenUsage {
  const models = Object.values(object(event["modelUsage"])).filter(isObject);
  const parts = isObject(event["modelUsage"]) ? models.map(ofModel) : [ofRun(object(event["usage"]))];
  const sum = (name: keyof typeof EMPTY): number => parts.reduce((total, part) => total + part[name], 0);
  const inputTokens = sum("inputTokens");
  const outputTokens = sum("outputTokens");
  const cost = event["total_cost_usd"];
  return {
    inputTokens,
    cachedInputTokens: sum("cachedInputTokens"),
    outputTokens,
    reasoningTokens: sum("reasoningTokens"),
    totalTokens: inputTokens + outputTokens,
    ...(typeof cost === "number" ? { costUsd: count(cost) } : {}),
  };
}

const EMPTY = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** Anthropic counts cached input beside the input; we count it within. */
function ofModel(usage: Json): typeof EMPTY {
  const cachedInputTokens = count(usage["cacheReadInputTokens"]);
  return {
    inputTokens: count(usage["inputTokens"]) + cachedInputTokens + count(usage["cacheCreationInputTokens"]),
    cachedInputTokens,
    outputTokens: count(usage["outputTokens"]),
    reasoningTokens: count(usage["thinkingTokens"]),
  };
}

function ofRun(usage: Json): typeof EMPTY {
  const cachedInputTokens = count(usage["cache_read_input_tokens"]);
  return {
    inputTokens: count(usage["input_tokens"]) + cachedInputTokens + count(usage["cache_creation_input_tokens"]),
    cachedInputTokens,
    outputTokens: count(usage["output_tokens"]),
    reasoningTokens: count(object(usage["output_tokens_details"])["thinking_tokens"]),
  };
}
