import { text, type Json } from "./json.ts";
import type { AgentEvent } from "./provider.ts";

/** The session that an opening event with `session_id` and `model` tells of. */
export function sessionIn(event: Json): AgentEvent[] {
  const sessionId = text(event["session_id"]);
  const model = text(event["model"]);
  if (sessionId === undefined) return [];
  return [{ type: "agent.session", sessionId, ...(model === undefined ? {} : { model }) }];
}
