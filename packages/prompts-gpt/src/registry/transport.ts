import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { isLoopback } from "../server-url.ts";
import { proxyFor } from "./proxy-for.ts";
import { checkProxy, type ProxyAgent, proxyAgent } from "./proxy.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** What goes out in one exchange. */
interface Sent {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly redirect: "manual";
  readonly signal: AbortSignal;
  readonly body?: string;
}

/** What comes back; a `Response` is one. */
export interface Received {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): unknown }) | null;
}

export type Transport = (url: string, sent: Sent) => Promise<Received>;

/**
 * Node's own http, through the proxy that `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` name for this URL. Not `fetch`: that
 * costs a command 30 ms and 14 MB, says more about itself than we promise, and knows no proxy in Node 20 and 22. This very
 * machine is never asked for through a proxy.
 */
export function transportFor(apiUrl: string, env: Env): Transport {
  const url = new URL(apiUrl);
  const proxy = isLoopback(url.hostname) ? undefined : proxyFor(url, env);
  const checked = proxy === undefined ? undefined : checkProxy(proxy);
  let agent: Promise<ProxyAgent> | undefined;
  return async (target, sent) => {
    agent ??= checked === undefined ? undefined : proxyAgent(checked);
    return received(await answerTo(target, sent, await agent));
  };
}

async function answerTo(target: string, sent: Sent, agent: ProxyAgent | undefined): Promise<IncomingMessage> {
  const { method, headers, signal, body } = sent;
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const options: RequestOptions & { giveUp: AbortSignal; rejectUnauthorized: true } = {
    method,
    headers: { ...headers, ...length, "accept-encoding": "gzip" },
    signal,
    giveUp: signal, // an agent does not get to see the other one
    rejectUnauthorized: true, // whatever NODE_TLS_REJECT_UNAUTHORIZED says
    ...(agent === undefined ? {} : { agent }),
  };
  // Loaded where it is needed: a registry on this machine needs no TLS.
  const { request } = target.startsWith("https:") ? await import("node:https") : await import("node:http");
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = request(target, options, resolve);
    asked.on("error", reject);
    // Else it ends without a word: nobody here speaks another protocol.
    asked.on("upgrade", (_answer, socket) => (socket.destroy(), reject(new OtherProtocol())));
    asked.on("close", () => reject(new Error("closed")));
    asked.end(body);
  });
}

/** It answers with 101. */
class OtherProtocol extends Error {
  readonly code = "HPE_UPGRADE";
}

async function received(message: IncomingMessage): Promise<Received> {
  const isPacked = /^(?:x-)?gzip$/i.test(message.headers["content-encoding"] ?? "");
  const body = isPacked ? (await import("node:stream")).pipeline(message, await unpack(), () => {}) : message;
  return {
    status: message.statusCode ?? 0,
    headers: { get: (name) => [message.headers[name] ?? null].flat().join(", ") || null },
    body: Object.assign(body as AsyncIterable<Uint8Array>, { cancel: () => message.destroy() }),
  };
}

async function unpack() {
  return (await import("node:zlib")).createGunzip();
}
