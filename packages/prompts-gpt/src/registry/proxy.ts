import { type IncomingMessage, type RequestOptions } from "node:http";
import { request } from "node:https";
import { Readable } from "node:stream";
import { HttpsProxyAgent } from "https-proxy-agent";
import { ConfigError } from "../errors.ts";
import type { Fetch } from "./client-options.ts";
import { isLoopback } from "../server-url.ts";
import { proxyFor } from "./proxy-for.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Node's `fetch`, or one that goes through the proxy that `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` name for this URL:
 * Node 20 and 22 do not look at them. This very machine is never asked for through a proxy.
 */
export function proxiedFetch(apiUrl: string, env: Env): Fetch {
  const url = new URL(apiUrl);
  const proxy = isLoopback(url.hostname) ? undefined : proxyFor(url, env);
  return proxy === undefined ? fetch : through(checkProxy(proxy));
}

/** A message never repeats it: it may hold a password. */
function checkProxy(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new ConfigError(
    "The proxy that the environment names (HTTPS_PROXY, ALL_PROXY) is no http or https URL.",
    "export HTTPS_PROXY=http://proxy.example.com:3128",
  );
}

function through(proxy: URL): Fetch {
  const agent = new HttpsProxyAgent(proxy);
  return async (url, { method, headers, body, signal }) => {
    const options = { method, headers, signal, agent } as RequestOptions;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, options, resolve).on("error", reject).end(body);
    });
    const { statusCode = 0, headers: answered } = response;
    const list = Object.entries(answered).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    );
    const isEmpty = [204, 205, 304].includes(statusCode);
    if (isEmpty) response.resume();
    return new Response(isEmpty ? null : (Readable.toWeb(response) as ReadableStream), {
      status: statusCode,
      headers: list,
    });
  };
}
