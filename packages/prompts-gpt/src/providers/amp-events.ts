import { readClaude } from "./claude-events.ts";
import { usageOfRun } from "./claude-result.ts";
import { isObject, object, objectIn } from "./json.ts";
import type { AgentEvent } from "./provider.ts";

/**
 * Reads one line of `amp -x --stream-json`: the words of Claude Code, but tokens are told with each message, and in the
 * closing event only perhaps. Shapes as documented, none recorded: https://ampcode.com/manual/appendix, and the types
 * of its SDK.
 */
export function readAmp(line: string): AgentEvent[] {
  const event = objectIn(line);
  const usage = object(event?.["message"])["usage"];
  const told = event?.["type"] === "assistant" && isObject(usage);
  const spent: AgentEvent[] = told
    ? [{ type: "agent.usage", usage: usageOfRun(usage), cumulative: false, delta: true }]
    : [];
  return [...readClaude(line), ...spent];
}
