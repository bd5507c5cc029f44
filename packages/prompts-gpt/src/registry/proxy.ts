import type { IncomingMessage } from "node:http";
import type { Agent } from "node:https";
import type { Socket } from "node:net";
import { ConfigError, ExecutionError } from "../errors.ts";
import { NoAnswer } from "./no-answer.ts";

/** A proxy that was asked for. A message never repeats its URL: it may hold a password. */
export interface Proxy {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

export function checkProxy(text: string): Proxy {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const login = url === undefined ? undefined : loginOf(url);
  if (url !== undefined && login !== undefined && /^https?:$/.test(url.protocol))
    return { url, headers: login === "" ? {} : { "proxy-authorization": `Basic ${login}` } };
  throw new ConfigError(
    "The proxy that the environment names (HTTPS_PROXY, ALL_PROXY) is no http or https URL.",
    "export HTTPS_PROXY=http://proxy.example.com:3128",
  );
}

/** In base64; empty: there is none; undefined: it is escaped wrongly. */
function loginOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return "";
  try {
    return Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  } catch {
    return undefined;
  }
}

export type ProxyAgent = Agent;

interface Wanted {
  readonly host: string;
  readonly port: number | string;
  readonly giveUp: AbortSignal;
}

type Connected = (error: Error | null, socket?: Socket) => void;

/** Connects through `proxy`: TLS is spoken with the registry itself, and the proxy sees its name, its port and no more. */
export async function proxyAgent(proxy: Proxy): Promise<ProxyAgent> {
  const { Agent } = await import("node:https");
  const agent = new Agent({ keepAlive: true });
  const connectTls = agent as unknown as { createConnection(options: object): Socket };
  const straight = connectTls.createConnection.bind(agent);
  const createConnection = (wanted: Wanted, connected: Connected): undefined => {
    tunnel(proxy, wanted).then(
      // The name of the certificate is checked against `host`, which stays in the options.
      (socket) => connected(null, straight({ ...wanted, socket })),
      (error: unknown) => connected(error instanceof Error ? error : new Error("unknown")),
    );
  };
  return Object.assign(agent, { createConnection });
}

async function tunnel({ url, headers }: Proxy, { host, port, giveUp }: Wanted): Promise<Socket> {
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const asked = request({
    method: "CONNECT",
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port || (url.protocol === "https:" ? 443 : 80),
    path: target,
    headers: { host: target, ...headers },
    agent: false,
    rejectUnauthorized: true, // of a proxy that speaks TLS itself
    signal: giveUp,
  });
  return new Promise((resolve, reject) => {
    asked.once("connect", (answer: IncomingMessage, socket: Socket, early: Buffer) => {
      // The server speaks second in TLS: what comes before is not its word.
      if (answer.statusCode === 200 && early.length === 0) return resolve(socket);
      socket.destroy();
      reject(refusal(url, answer.statusCode ?? 0));
    });
    asked.once("response", (answer: IncomingMessage) => (answer.destroy(), reject(refusal(url, 0))));
    asked.once("upgrade", (_answer: IncomingMessage, socket: Socket) => (socket.destroy(), reject(refusal(url, 101))));
    asked.once("error", (error) => reject(unreachable(url, error)));
    asked.once("close", () => reject(unreachable(url, new Error("closed"))));
    asked.end();
  });
}

/** The proxy's own words are not shown: it may quote what it was sent. */
function refusal({ host }: URL, status: number): ExecutionError {
  if (status === 407)
    return new ExecutionError(
      `The proxy ${host} wants another user name and password (407).`,
      "export HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT   (percent-encode what is special in them)",
    );
  const message = `The proxy ${host} does not connect to the registry (${status}).`;
  const fix = "Ask whoever runs the proxy, or go without it: export NO_PROXY=HOST";
  return status >= 500 ? new NoAnswer(message, fix) : new ExecutionError(message, fix);
}

function unreachable({ host }: URL, cause: Error): Error {
  if (cause.name === "AbortError") return cause;
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
  return new NoAnswer(`The proxy ${host} cannot be reached (${code}).`, "Check HTTPS_PROXY, and the network.", {
    cause,
  });
}
