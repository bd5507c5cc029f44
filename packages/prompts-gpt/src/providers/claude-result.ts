import { cacheWrites, count, isObject, object, objects, text, type Json } from "./json.ts";
import type { AgentEvent, TokenUsage } from "./provider.ts";

/** Claude Code's closing event. `is_error` decides: `subtype` says "success" for API errors too. */
export function readClaudeResult(event: Json): AgentEvent[] {
  const told = isObject(event["modelUsage"]) || isObject(event["usage"]);
  const usage: AgentEvent = { type: "agent.usage", usage: usageOf(event), cumulative: isObject(event["modelUsage"]) };
  return [...(told ? [usage] : []), finalOf(event)];
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
  const said =
    result || errors.join("; ") || text(event["error"]) || `It ended with ${text(event["subtype"]) ?? "an error"}`;
  const status = event["api_error_status"];
  return typeof status === "number" && !said.includes(String(status)) ? `${said} (HTTP ${status})` : said;
}

/**
 * `modelUsage` and `total_cost_usd` count the whole session, earlier runs included, and every model that took part;
 * `usage` counts this run and the main model alone (measured by resuming).
 */
function usageOf(event: Json): TokenUsage {
  const cost = event["total_cost_usd"];
  const models = isObject(event["modelUsage"]) ? Object.values(event["modelUsage"]).filter(isObject) : undefined;
  const usage = models === undefined ? usageOfRun(object(event["usage"])) : total(models.map(ofModel));
  return { ...usage, ...(typeof cost === "number" ? { costUsd: count(cost) } : {}) };
}

/** The tokens of one run or message. */
export function usageOfRun(usage: Json): TokenUsage {
  return total([ofRun(usage)]);
}

function total(parts: readonly (typeof EMPTY)[]): TokenUsage {
  const sum = (name: keyof typeof EMPTY): number => parts.reduce((all, part) => all + part[name], 0);
  const inputTokens = sum("inputTokens");
  const outputTokens = sum("outputTokens");
  return {
    inputTokens,
    cachedInputTokens: sum("cachedInputTokens"),
    outputTokens,
    reasoningTokens: sum("reasoningTokens"),
    totalTokens: inputTokens + outputTokens,
    ...cacheWrites(sum("cacheWriteTokens")),
  };
}

const EMPTY = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** Anthropic counts cached input beside the input; we count it within. */
function ofModel(usage: Json): typeof EMPTY {
  const cachedInputTokens = count(usage["cacheReadInputTokens"]);
  const cacheWriteTokens = count(usage["cacheCreationInputTokens"]);
  return {
    inputTokens: count(usage["inputTokens"]) + cachedInputTokens + cacheWriteTokens,
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: count(usage["outputTokens"]),
    reasoningTokens: count(usage["thinkingTokens"]),
  };
}

function ofRun(usage: Json): typeof EMPTY {
  const cachedInputTokens = count(usage["cache_read_input_tokens"]);
  const cacheWriteTokens = count(usage["cache_creation_input_tokens"]);
  return {
    inputTokens: count(usage["input_tokens"]) + cachedInputTokens + cacheWriteTokens,
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: count(usage["output_tokens"]),
    reasoningTokens: count(object(usage["output_tokens_details"])["thinking_tokens"]),
  };
}
