/**
 * An agent that speaks the Agent Client Protocol and does what a script says, on the same library as the bridge:
 *
 *   node scripted-acp.mjs SCRIPT.json
 *
 * Script  { init?, session?, history?, onLoad?, authRequired?, steps, stop? }
 *   init, session  put over the answers to `initialize` and `session/new` (`session/load`, `session/resume`)
 *   history        updates that are told before `session/load` is answered; `late`: after it
 * Step    { update } tells it · { raw } prints a line as it is · { permission } asks, and says the outcome as its text
 *         { request: [method, params] } asks us for something, and says the answer as its text
 *         { exit } ends it · { error } fails the prompt · { hang } says nothing more, and with "deaf" it hears no cancel and no SIGTERM · { sleep } ms
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Readable, Writable } from "node:stream";
import { agent, methods, ndJsonStream, RequestError } from "@agentclientprotocol/sdk";

const script = JSON.parse(readFileSync(process.argv[2], "utf8").replaceAll("{cwd}", process.cwd()));
const { client: ours } = methods;
const OPTIONS = [
  { optionId: "always", name: "Always", kind: "allow_always" },
  { optionId: "once", name: "Once", kind: "allow_once" },
  { optionId: "no", name: "No", kind: "reject_once" },
];
const session = { sessionId: "session-1", ...script.session };
let cancelled = () => {};
const cancel = new Promise((resolve) => (cancelled = () => resolve("cancelled")));

agent({ name: "scripted" })
  .onRequest("initialize", () => ({ protocolVersion: 1, agentCapabilities: {}, authMethods: [], ...script.init }))
  .onRequest("session/new", () => {
    if (script.authRequired) throw RequestError.authRequired();
    return session;
  })
  .onRequest("session/load", async ({ client }) => {
    for (const update of script.history ?? []) await tell(client, update);
    if (script.late) setTimeout(() => tell(client, script.late), 50);
    return session;
  })
  .onRequest("session/resume", () => session)
  .onRequest("session/set_mode", () => ({}))
  .onRequest("session/set_config_option", ({ params }) => {
    chosen = params.value;
    return { configOptions: [] };
  })
  .onNotification("session/cancel", async ({ client }) => {
    if (script.deaf) return;
    await say(client, "I heard the cancel.");
    cancelled();
  })
  .onRequest("session/prompt", async ({ client, params }) => {
    if (script.echo) await say(client, `${chosen}: ${params.prompt[0].text}`);
    for (const step of script.steps ?? []) {
      const stop = await act(client, step);
      if (stop !== undefined) return { stopReason: stop };
    }
    return { stopReason: script.stop ?? "end_turn", ...script.answer };
  })
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));

let chosen = "no model";
if (script.deaf) {
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 1000); // nor does it leave when its input ends
}

const tell = (client, update) => client.notify(ours.session.update, { sessionId: "session-1", update });
const say = (client, text) =>
  tell(client, { sessionUpdate: "agent_message_chunk", content: { type: "text", text: `${text}\n` } });

async function act(client, step) {
  if (step.update) await tell(client, step.update);
  else if ("raw" in step) process.stdout.write(`${step.raw}\n`);
  else if (step.huge) process.stdout.write(`${"x".repeat(step.huge)}\n`);
  else if (step.permission) await say(client, await answerTo(client, ours.session.requestPermission, asked(step)));
  else if (step.request) await say(client, await answerTo(client, step.request[0], step.request[1]));
  else if ("exit" in step) await sleep(50).then(() => process.exit(step.exit));
  else if (step.error) throw new RequestError(step.error.code, step.error.message, step.error.data);
  else if (step.hang) return cancel;
  else if (step.sleep) await sleep(step.sleep);
  return undefined;
}

function asked({ permission, options = OPTIONS }) {
  return { toolCall: { toolCallId: "call-1", ...permission }, options };
}

async function answerTo(client, method, params) {
  try {
    return JSON.stringify(await client.request(method, { sessionId: "session-1", ...params }));
  } catch (error) {
    return `error ${error.code}: ${error.message}`;
  }
}
