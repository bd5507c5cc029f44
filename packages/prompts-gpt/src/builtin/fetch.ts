import { Agent as HttpAgent, request as askPlain } from "node:http";
import { Agent as HttpsAgent, request as askSecure } from "node:https";
import { Readable } from "node:stream";

/** A connection of its own for each question: one that is kept may be gone by the time a long command has ended. */
const PLAIN = { ask: askPlain, agent: new HttpAgent({ keepAlive: false }) };
const SECURE = { ask: askSecure, agent: new HttpsAgent({ keepAlive: false }) };
const NO_BODY = new Set([204, 304]);
const PROBE_MS = 30_000;
/** Of one answer, its packaging included: far more than any model says. */
const LARGEST_ANSWER = 64 * 1024 * 1024;

/**
 * What the SDK asks with. Unlike Node's own, it follows no redirect, so that a key goes where it was meant to, and waits
 * as long as the run may last: a local model can think for more than five minutes before its first word.
 */
export const fetchOnce: typeof globalThis.fetch = (input, init = {}) =>
  new Promise((resolve, reject) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const { ask, agent } = url.protocol === "https:" ? SECURE : PLAIN;
    const { method = "GET", signal, body } = init;
    const headers = Object.fromEntries(new Headers(init.headers));
    const asked = ask(url, { method, headers, agent, ...(signal ? { signal } : {}) }, (answer) => {
      const { statusCode = 500, statusMessage = "" } = answer;
      const said = new Headers();
      for (const [name, values] of Object.entries(answer.headersDistinct))
        for (const value of values ?? []) said.append(name, value);
      const stream = NO_BODY.has(statusCode)
        ? null
        : (Readable.toWeb(Readable.from(bounded(answer))) as ReadableStream<Uint8Array>);
      resolve(new Response(stream, { status: statusCode, statusText: statusMessage, headers: said }));
    });
    asked.on("socket", (socket) => socket.setKeepAlive(true, PROBE_MS)); // a server that is gone is noticed
    asked.on("error", reject);
    asked.end(typeof body === "string" ? body : undefined);
  });

/** A server that never comes to an end fills no memory. */
async function* bounded(answer: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error(`the answer is larger than ${LARGEST_ANSWER / 1024 / 1024} MiB`);
    yield chunk;
  }
}
