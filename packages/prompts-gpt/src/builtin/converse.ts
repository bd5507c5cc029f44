import type { LanguageModelV3Message, LanguageModelV3Prompt } from "@ai-sdk/provider";
import { kindOf } from "../agent/failure-patterns.ts";
import type { AgentEvent } from "../providers/provider.ts";
import { hearTurn, type Turn } from "./hear-turn.ts";
import { sizeOf, trim } from "./history.ts";
import type { AskModel } from "./model.ts";
import { withRetries } from "./retry.ts";
import { saidBy } from "./said-error.ts";
import type { StoredSession } from "./sessions.ts";
import type { Site } from "./tool.ts";
import { toolsFor } from "./tools.ts";
import { useTools } from "./use-tools.ts";

export interface Conversation {
  readonly model: AskModel;
  /** The system prompt. */
  readonly system: string;
  readonly session: StoredSession;
  readonly site: Site;
  readonly limits: { readonly turns: number; readonly retries: number };
  tell(event: AgentEvent): void;
}

/** Characters of a history, some 100,000 tokens; past it old outputs are left out down to half of it, and not each time. */
const MOST = 400_000;
const GO_ON = "Your answer was cut off: it was longer than one may be. Go on where it ended.";

/** Asks the model and does what it wants done, until it wants nothing more. Gives its answer; throws what ends it early. */
export async function converse(talk: Conversation): Promise<string> {
  const { session, site, limits, tell } = talk;
  const { messages } = session;
  for (let turn = 0; turn < limits.turns; turn++) {
    makeRoom(talk, MOST);
    const said = await askWithRoom(talk);
    tell({ type: "agent.usage", usage: said.usage, cumulative: false, delta: true });
    if (said.content.length > 0) messages.push({ role: "assistant", content: said.content });
    if (said.calls.length > 0) messages.push({ role: "tool", content: await useTools(said.calls, { site, tell }) });
    else if (said.ending === "length") messages.push(userSays(GO_ON));
    await keep(talk);
    if (said.ending === "content-filter") throw new Error("The service's filter ended the answer.");
    if (said.calls.length === 0 && said.ending !== "length") return said.text;
  }
  throw new Error(`It was not done after ${limits.turns} turns; allow more with: -- --max-turns ${2 * limits.turns}`);
}

export function userSays(text: string): LanguageModelV3Message {
  return { role: "user", content: [{ type: "text", text }] };
}

/** Once more with half of the history, where the model's room turns out to be smaller than ours. */
async function askWithRoom(talk: Conversation): Promise<Turn> {
  try {
    return await ask(talk);
  } catch (error) {
    const isTooLong = kindOf(saidBy(error))?.kind === "context-too-long";
    if (!isTooLong || !makeRoom(talk, sizeOf(talk.session.messages) / 2)) throw error;
    return ask(talk);
  }
}

function ask({ model, system, session, site, limits, tell }: Conversation): Promise<Turn> {
  const tools = toolsFor(site.access).map(({ described }) => described);
  const prompt: LanguageModelV3Prompt = [{ role: "system", content: system }, ...session.messages];
  const attempt = async () => hearTurn(await model(prompt, tools), tell);
  return withRetries(attempt, { retries: limits.retries, tell });
}

/** Whether there was something to leave out. */
function makeRoom({ session, tell }: Conversation, most: number): boolean {
  if (sizeOf(session.messages) <= most) return false;
  const left = trim(session.messages, most / 2);
  if (left > 0)
    tell({ type: "agent.notice", message: `The history grew long: ${left} old outputs of tools were left out.` });
  return left > 0;
}

/** The run does not end for it. */
async function keep({ session, tell }: Conversation): Promise<void> {
  try {
    await session.save();
  } catch (error) {
    tell({ type: "agent.notice", message: `The session cannot be kept, and so not be continued: ${saidBy(error)}` });
  }
}
