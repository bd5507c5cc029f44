import { type ClientContext, type InitializeResponse, methods } from "@agentclientprotocol/sdk";
import { object, text } from "../providers/json.ts";
import type { AgentEvent } from "../providers/provider.ts";
import type { BridgeArguments } from "./arguments.ts";
import { chooseModel, currentModel } from "./model.ts";
import { type AcpSession, introduce, openSession, setMode } from "./session.ts";
import type { Updates } from "./updates.ts";
import { usageIn } from "./usage.ts";
import { WrongEnd, wordsOf } from "./wrong-end.ts";

type Final = Extract<AgentEvent, { type: "agent.final" }>;

const TOLD_AGAIN_MS = { quiet: 250, most: 10_000 };

export interface Conversation {
  readonly asked: BridgeArguments;
  readonly prompt: string;
  readonly updates: Updates;
  /** Aborted: the turn is cancelled. */
  readonly signal: AbortSignal;
}

/** One turn with an agent, from the first word to the last. */
export async function converse(agent: ClientContext, conversation: Conversation): Promise<Final> {
  let init: InitializeResponse | undefined;
  try {
    init = await introduce(agent, conversation.asked);
    const session = await openSession(agent, init, conversation.asked);
    await prepare(agent, session, conversation);
    return await turn(agent, session, conversation);
  } catch (error) {
    if (conversation.signal.aborted) return { type: "agent.final", ok: false, message: "The turn was cancelled" };
    return { type: "agent.final", ok: false, message: wordsOf(error, init) };
  }
}

async function prepare(agent: ClientContext, session: AcpSession, { asked, updates }: Conversation): Promise<void> {
  if (asked.mode !== undefined) await setMode(agent, session, asked.mode);
  const model = asked.model === undefined ? currentModel(session) : await chooseModel(agent, session, asked.model);
  updates.print({ type: "agent.session", sessionId: session.id, ...(model === undefined ? {} : { model }) });
}

async function turn(agent: ClientContext, session: AcpSession, conversation: Conversation): Promise<Final> {
  const { prompt, updates, signal } = conversation;
  const sessionId = session.id;
  const cancel = () => void agent.notify(methods.agent.session.cancel, { sessionId }).catch(() => {}); // it has ended
  if (signal.aborted) throw new WrongEnd("The turn was cancelled");
  signal.addEventListener("abort", cancel, { once: true });
  // It is to tell all of it before it answers; Gemini CLI 0.61.0 goes on after that.
  if (session.since === "loaded") await updates.untilQuiet(TOLD_AGAIN_MS);
  const costBefore = updates.cost;
  updates.isHeard = true;
  const answer = object(
    await agent.request(methods.agent.session.prompt, { sessionId, prompt: [{ type: "text", text: prompt }] }),
  );
  const usage = usageIn(answer, costOfTurn(updates.cost, costBefore, session));
  if (usage !== undefined) updates.print({ type: "agent.usage", usage, cumulative: false });
  return finalOf(text(answer["stopReason"]));
}

/** Agents tell what the whole session has cost. In one that goes on, nobody knows how much of it was before, unless it said. */
function costOfTurn(after: number | undefined, before: number | undefined, { since }: AcpSession): number | undefined {
  if (after === undefined || (since !== "new" && before === undefined)) return undefined;
  return Math.max(0, after - (before ?? 0));
}

function finalOf(stopReason: string | undefined): Final {
  if (stopReason === "end_turn") return { type: "agent.final", ok: true };
  const message =
    WHY_STOPPED[stopReason ?? ""] ?? `The agent stopped for a reason that is not known: ${stopReason ?? "none"}`;
  return { type: "agent.final", ok: false, message };
}

const WHY_STOPPED: Readonly<Record<string, string>> = {
  max_tokens: "The agent stopped before it was done: its answer reached the most tokens it may have (max_tokens)",
  max_turn_requests:
    "The agent stopped before it was done: it asked its model as often as it may in one turn (max_turn_requests)",
  refusal: "The agent refused to go on (refusal)",
  cancelled: "The turn was cancelled",
};
