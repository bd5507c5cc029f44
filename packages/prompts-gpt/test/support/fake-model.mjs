#!/usr/bin/env node
/*
 * A scriptable model server on 127.0.0.1, for tests that drive real agent CLIs. It speaks OpenAI Responses and Chat
 * Completions, Anthropic Messages and Gemini generateContent, streaming and not, and plays back a list of turns:
 * one script drives every CLI. No dependencies.
 *
 *   node fake-model.mjs --script turns.json [--port 0]     prints {"port":12345,"url":"http://127.0.0.1:12345"}
 *   const model = await startFakeModel({ script }); model.url; model.requests; model.main(); await model.close()
 *
 * Script  a list of turns, or { turns, after, aux, mode, scripts }.
 *   mode     "sequence" (default): each main request takes the next turn. "history": the turn is the number of model
 *            turns already in the request's own history, so that it stands retries and sessions side by side.
 *   after    the answer when the turns are used up ("done").   aux  the answer to side requests: those without tools.
 *   scripts  { NAME: script }: requests below /s/NAME/ use that one, with a counter of its own.
 *
 * Turn    { text } · { shell: "command" } · { write: { path, content } } · { call: { name, args } } · { calls: [...] }
 *         { reasoning } with any of them · { status, message?, body?, headers? } an HTTP error · { sseError } an error
 *         within the stream · { hang: true } headers, then silence · { dropAfter: n } cuts the stream after n events
 *         and: times (0 = for ever) · delayMs · eventDelayMs · chunk (characters a delta) · usage { input, output, cached, reasoning }
 */
import { readFileSync, realpathSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { anthropic } from "./fake-model/anthropic.mjs";
import { chat } from "./fake-model/chat.mjs";
import { errorBody } from "./fake-model/errors.mjs";
import { gemini } from "./fake-model/gemini.mjs";
import { responses } from "./fake-model/responses.mjs";
import { answerOf } from "./fake-model/tools.mjs";
import { turnTaker } from "./fake-model/turns.mjs";

const APIS = { responses, chat, anthropic, gemini };

export async function startFakeModel({ script = [], port = 0 } = {}) {
  const requests = [];
  const sockets = new Set();
  const take = turnTaker(script);
  const server = createServer((request, response) => {
    handle({ request, response, requests, take }).catch((/** @type {unknown} */ error) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  server.on("connection", (socket) => sockets.add(socket.once("close", () => sockets.delete(socket))));
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  const main = () => requests.filter(({ api, isAux }) => api && !isAux);
  return { url, port: server.address().port, requests, main, close, [Symbol.asyncDispose]: close };
}

async function handle({ request, response, requests, take }) {
  const text = await textOf(request);
  const path = new URL(request.url, "http://localhost").pathname.replace(/\/+$/, "") || "/";
  const api = request.method === "POST" ? Object.keys(APIS).find((name) => APIS[name].match.test(path)) : undefined;
  const body = api ? JSON.parse(text) : {};
  const entry = { method: request.method, path: request.url, api, headers: request.headers, body };
  requests.push(entry);
  const send = (status, what, headers = {}) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(what));
  };
  if (!api) return answerAround({ request, response, path, text, send });
  const asked = {
    api,
    model: body.model ?? /models\/([^/:]+):/.exec(path)?.[1] ?? "unknown",
    ...APIS[api].parse(body),
  };
  asked.stream = api === "gemini" ? path.includes(":stream") : body.stream === true;
  const { isAux, turn } = take(/^\/s\/([^/]+)\//.exec(path)?.[1], asked);
  Object.assign(entry, { isAux, tools: asked.tools.map(({ name }) => name) });
  await answerTurn(turn, asked, { response, send, isList: !request.url.includes("alt=sse") });
}

async function textOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** What CLIs ask beside the main calls: token counts, model lists, a WebSocket. */
function answerAround({ request, response, path, text, send }) {
  const tokens = Math.ceil(text.length / 4);
  if (path.endsWith("/count_tokens")) return send(200, { input_tokens: tokens });
  if (path.endsWith(":countTokens")) return send(200, { totalTokens: tokens });
  const model = {
    id: "fake-model",
    slug: "fake-model",
    name: "models/fake-model",
    object: "model",
    type: "model",
    display_name: "fake-model",
  };
  if (request.method === "GET" && path.endsWith("/models"))
    return send(200, { object: "list", data: [model], models: [model], has_more: false });
  // Codex asks for a WebSocket first, and falls back to HTTP at once when it gets this.
  if (request.headers.upgrade) return send(426, errorBody("chat", { status: 426 }), { connection: "close" });
  if (request.method === "GET" || request.method === "HEAD") return response.writeHead(path === "/" ? 200 : 404).end();
  send(404, errorBody("chat", { status: 404, message: `fake model: no such path ${path}` }));
}

async function answerTurn(turn, asked, { response, send, isList }) {
  const { api } = asked;
  if (turn.delayMs) await sleep(turn.delayMs);
  if (turn.status && turn.status !== 200) return send(turn.status, turn.body ?? errorBody(api, turn), turn.headers);
  let answer;
  try {
    answer = APIS[api].render(answerOf(turn, asked), asked);
  } catch (error) {
    return send(400, errorBody(api, { status: 400, message: `fake model: ${error.message}` }));
  }
  if (!asked.stream && !turn.hang) {
    if (turn.dropAfter === undefined) return send(200, answer.whole, turn.headers);
    response.writeHead(200, { "content-type": "application/json", "content-length": 1e6, ...turn.headers });
    return response.write("{", () => response.destroy());
  }
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache", ...turn.headers });
  response.flushHeaders();
  if (turn.hang) return;
  const failure =
    api === "responses"
      ? { type: "error", code: "server_error", message: turn.sseError, param: null, sequence_number: 1 }
      : errorBody(api, { status: 529, message: turn.sseError });
  const events = turn.sseError ? [answer.events[0], ["error", failure]] : answer.events;
  await stream(events, turn, { response, isList: api === "gemini" && isList });
}

async function stream(events, { dropAfter = Infinity, eventDelayMs }, { response, isList }) {
  for (const [index, [name, data]] of events.entries()) {
    if (index >= dropAfter || response.destroyed) return response.destroy();
    const text = typeof data === "string" ? data : JSON.stringify(data);
    const sse = `${name ? `event: ${name}\n` : ""}data: ${text}\n\n`;
    response.write(isList ? (index > 0 ? ",\n" : "[") + text : sse);
    if (eventDelayMs) await sleep(eventDelayMs);
  }
  response.end(isList ? "]" : undefined);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { script: { type: "string" }, port: { type: "string", default: "0" } } });
  const script = values.script
    ? JSON.parse(readFileSync(values.script, "utf8"))
    : [{ text: "Hello from the fake model." }];
  const { url, port, close } = await startFakeModel({ script, port: Number(values.port) });
  console.log(JSON.stringify({ url, port }));
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => close().then(() => process.exit(0)));
}
