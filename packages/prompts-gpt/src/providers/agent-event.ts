import * as v from "valibot";
import { objectIn } from "./json.ts";
import type { AgentEvent } from "./provider.ts";

/*
 * The words of AgentEvent as a check: for custom providers that speak them, and for recordings.
 * Unknown keys are dropped, unknown types refused.
 */
/** Made when it is first needed: most runs never see an event in our own words. */
export function agentEventSchema() {
  schema ??= describe();
  return schema;
}

let schema: ReturnType<typeof describe> | undefined;

function describe() {
  const [id, count] = [v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))];
  const change = v.object({ path: v.string(), change: v.picklist(["add", "modify", "delete"]) });

  const tool = v.variant("kind", [
    v.object({ kind: v.literal("shell"), command: v.string() }),
    v.object({ kind: v.literal("edit"), changes: v.array(change) }),
    v.object({ kind: v.literal("other"), name: v.string(), detail: v.string() }),
  ]);

  const usage = v.object({
    inputTokens: count,
    cachedInputTokens: count,
    outputTokens: count,
    reasoningTokens: count,
    totalTokens: count,
    cacheWriteTokens: v.exactOptional(count),
    costUsd: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  });

  const final = v.variant("ok", [
    v.object({
      type: v.literal("agent.final"),
      ok: v.literal(true),
      text: v.exactOptional(v.string()),
      denied: v.exactOptional(count),
    }),
    v.object({
      type: v.literal("agent.final"),
      ok: v.literal(false),
      message: v.string(),
      denied: v.exactOptional(count),
      aborted: v.exactOptional(v.literal(true)),
    }),
  ]);

  return v.variant("type", [
    v.object({ type: v.literal("agent.session"), sessionId: id, model: v.exactOptional(v.string()) }),
    v.object({ type: v.literal("agent.text"), text: v.string(), delta: v.exactOptional(v.literal(true)) }),
    v.object({ type: v.literal("agent.reasoning"), text: v.string() }),
    v.object({ type: v.literal("agent.tool.started"), id, tool }),
    v.object({
      type: v.literal("agent.tool.finished"),
      id,
      status: v.picklist(["ok", "failed", "denied"]),
      tool: v.exactOptional(tool),
      exitCode: v.exactOptional(v.pipe(v.number(), v.integer())),
      output: v.exactOptional(v.string()),
    }),
    v.object({
      type: v.literal("agent.usage"),
      usage,
      cumulative: v.boolean(),
      delta: v.exactOptional(v.literal(true)),
    }),
    v.object({ type: v.literal("agent.retry"), message: v.string() }),
    v.object({ type: v.literal("agent.notice"), message: v.string() }),
    final,
  ]);
}

/** The event that `value` is, without keys that do not belong to it; undefined when it is none. */
export function agentEventOf(value: unknown): AgentEvent | undefined {
  const checked = v.safeParse(agentEventSchema(), value);
  return checked.success ? checked.output : undefined;
}

/** Reads a line of a program that speaks our own words. */
export function readAgentEvents(line: string): AgentEvent[] {
  const event = agentEventOf(objectIn(line));
  return event === undefined ? [] : [event];
}
