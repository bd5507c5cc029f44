import { setTimeout as sleep } from "node:timers/promises";
import type { ClientConnection } from "@agentclientprotocol/sdk";
import { describeExit } from "../process/exit.ts";
import { type Env, type Partner, signalGroup, startPartner } from "../process/spawn.ts";
import { brief } from "../providers/json.ts";
import type { AgentEvent } from "../providers/provider.ts";
import type { BridgeArguments } from "./arguments.ts";
import { converse } from "./converse.ts";
import { messagesOf } from "./messages.ts";
import { placeOf } from "./place.ts";
import { serve, type Service } from "./serve.ts";
import { Terminals } from "./terminals.ts";
import { Updates } from "./updates.ts";

export interface Held {
  readonly asked: BridgeArguments;
  readonly prompt: string;
  readonly cwd: string;
  readonly env: Env;
  readonly print: (event: AgentEvent) => void;
  /** Aborted: the agent is asked to stop, and is ended when it does not. */
  readonly signal: AbortSignal;
}

/** Milliseconds: for the answer to a cancel, and for leaving when its input was closed, and after SIGTERM. */
const PATIENCE = { cancel: 2000, leave: 1500, terminate: 2000 };
const MOST_ODD_LINES = 20;

type Final = Extract<AgentEvent, { type: "agent.final" }>;

/**
 * Starts an agent, holds one conversation with it, and ends it. Whether it ended well; that is what the closing event says
 * too. An agent that ended in the middle of it gets none: that is thrown.
 */
export async function hold(held: Held): Promise<boolean> {
  const { asked, print, env, signal } = held;
  const place = placeOf(held.cwd);
  const terminals = new Terminals(place, env);
  const updates = new Updates(print, (id) => terminals.exitCodeOf(id));
  const refusals: string[] = [];
  const denied = (message: string) => {
    refusals.push(message);
    updates.print({ type: "agent.notice", message });
  };
  const agent = startPartner(asked.command, { cwd: place.real, env });
  const connection = connect(agent, { ...asked, place, terminals, updates, signal, denied });
  try {
    const talk = converse(connection.agent, { ...held, updates });
    const final = await Promise.race([talk, givenUp(signal), strayed(updates, asked)]);
    if (!final.ok && connection.signal.aborted && !signal.aborted) await explain(agent, connection);
    updates.print({ ...final, ...(refusals.length > 0 ? { denied: updates.denied + refusals.length } : {}) });
    return final.ok;
  } finally {
    terminals.end();
    await end(agent);
    connection.close();
  }
}

function connect(agent: Partner, service: Service & { readonly updates: Updates }): ClientConnection {
  const { updates } = service;
  let odd = 0;
  const messages = messagesOf(agent, {
    update: (params) => updates.hear(params),
    odd(line) {
      if (odd++ < MOST_ODD_LINES) updates.print({ type: "agent.notice", message: `It printed: ${brief(line)}` });
    },
  });
  return serve(service).connect(messages);
}

/** It was asked to stop and does not answer. */
async function givenUp(signal: AbortSignal): Promise<Final> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await sleep(PATIENCE.cancel);
  return { type: "agent.final", ok: false, message: "The turn was cancelled" };
}

/** It left the mode that keeps it to the access of the run: nothing that it does from then on is what was asked for. */
async function strayed(updates: Updates, { mode, access }: BridgeArguments): Promise<Final> {
  const changed = await new Promise<string>((resolve) => {
    updates.onMode = (now) => {
      if (mode !== undefined && access !== "full" && now !== mode) resolve(now);
    };
  });
  const message = `The agent left its session mode "${String(mode)}" for "${changed}", and with it the access of this run`;
  return { type: "agent.final", ok: false, message };
}

/** Why the conversation broke off: what was wrong with it, or how the agent ended. */
async function explain(agent: Partner, { signal }: ClientConnection): Promise<never> {
  const reason: unknown = signal.reason;
  const patience = new AbortController();
  const timer = sleep(PATIENCE.leave, undefined, { signal: patience.signal }).catch(() => undefined);
  const exit = await Promise.race([agent.ended, timer]);
  patience.abort();
  const how = exit === undefined ? "closed its output" : describeExit(exit);
  const what = reason instanceof Error && reason.message.startsWith("it sent") ? reason.message : how;
  throw new Error(`The conversation with the agent broke off: ${what}`);
}

/** Closing its input is how an agent of this protocol is asked to leave. */
async function end(agent: Partner): Promise<void> {
  const isGone = async (limit: number): Promise<boolean> => {
    const patience = new AbortController();
    const timer = sleep(limit, false, { signal: patience.signal }).catch(() => false);
    const gone = await Promise.race([agent.ended.then(() => true), timer]);
    patience.abort();
    return gone;
  };
  agent.stdin.end();
  if (!(await isGone(PATIENCE.leave))) {
    signalGroup(agent.pid, "SIGTERM");
    if (!(await isGone(PATIENCE.terminate))) signalGroup(agent.pid, "SIGKILL");
  }
  agent.stdout.destroy();
}
