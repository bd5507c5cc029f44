import { type ClientContext, type InitializeResponse, methods, PROTOCOL_VERSION } from "@agentclientprotocol/sdk";
import { type Json, object, objects, text } from "../providers/json.ts";
import { VERSION } from "../version.ts";
import type { BridgeArguments } from "./arguments.ts";
import { WrongEnd } from "./wrong-end.ts";

/** A conversation that is ready for the prompt. */
export interface AcpSession {
  readonly id: string;
  /** As the agent told it: modes, models, options. */
  readonly told: Json;
  /** `loaded`: the agent tells the conversation so far again. */
  readonly since: "new" | "resumed" | "loaded";
}

/** What we offer: files go through us where a write is allowed at all, commands where everything is. */
export async function introduce(agent: ClientContext, asked: BridgeArguments): Promise<InitializeResponse> {
  const init = await agent.request(methods.agent.initialize, {
    protocolVersion: PROTOCOL_VERSION,
    clientInfo: { name: "prompts-gpt", version: VERSION },
    clientCapabilities: {
      fs: { readTextFile: !asked.readsItself, writeTextFile: asked.access !== "read" },
      terminal: asked.access === "full",
    },
  });
  if (object(init)["protocolVersion"] === PROTOCOL_VERSION) return init;
  throw new WrongEnd(
    `The agent speaks version ${String(object(init)["protocolVersion"])} of the protocol; prompts-gpt speaks version ${PROTOCOL_VERSION}`,
  );
}

/** A new session, or the one to go on in. No MCP server is passed to it. */
export async function openSession(
  agent: ClientContext,
  init: InitializeResponse,
  { resume }: BridgeArguments,
): Promise<AcpSession> {
  const place = { cwd: process.cwd(), mcpServers: [] };
  if (resume === undefined) {
    const told = object(await agent.request(methods.agent.session.new, place));
    const id = text(told["sessionId"]);
    if (id === undefined) throw new WrongEnd("The agent gave its session no id");
    return { id, told, since: "new" };
  }
  const capabilities = object(init.agentCapabilities);
  const canResume = object(capabilities["sessionCapabilities"])["resume"];
  const which = { ...place, sessionId: resume };
  if (canResume !== undefined && canResume !== null)
    return { id: resume, told: object(await agent.request(methods.agent.session.resume, which)), since: "resumed" };
  if (capabilities["loadSession"] === true)
    return { id: resume, told: object(await agent.request(methods.agent.session.load, which)), since: "loaded" };
  throw new WrongEnd("The agent cannot go on in a session: it has neither session/resume nor session/load");
}

/** The mode that keeps it to the access. Without it the prompt is not sent. */
export async function setMode(agent: ClientContext, { id, told }: AcpSession, mode: string): Promise<void> {
  const modes = objects(object(told["modes"])["availableModes"]).map((one) => text(one["id"]));
  if (!modes.includes(mode))
    throw new WrongEnd(
      `The agent has no session mode "${mode}", which is what would keep it to the access of this run`,
    );
  await agent.request(methods.agent.session.setMode, { sessionId: id, modeId: mode });
}
