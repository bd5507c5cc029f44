import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createSecureContext } from "node:tls";
import { getRequestListener } from "@hono/node-server";
import { ConfigError, ExecutionError } from "../../../prompts-gpt/src/errors.ts";
import type { Bindings } from "../api/request-context.ts";

/** Contents of PEM files. */
export interface Tls {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface ListenOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly tls?: Tls | undefined;
  readonly fetch: (request: Request, bindings: Bindings) => Response | Promise<Response>;
}

/** For a server of Node's. */
export function listenerOf(fetch: ListenOptions["fetch"]): RequestListener {
  const listener = getRequestListener((request, bindings) => fetch(request, bindings as Bindings));
  return (request, response) => void listener(request, response);
}

export interface Listening {
  readonly port: number;
  /** No new connections, and an end to those that do nothing; resolves when the last answer is out. */
  close(): Promise<void>;
}

/** A client that sends slower than this is not waited for. */
const TIMES = {
  headersTimeout: 5_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
};
/** How often connections are looked at that may have nothing more to do, while the server stops. */
const CLOSING_MS = 50;
/** While it stops: for the rest of a request whose head is here, and for everything that is under way. */
const STOPPING = { body: 5_000, all: 57_000 };

export async function listen({ host, port, tls, fetch }: ListenOptions): Promise<Listening> {
  const handle = listenerOf(fetch);
  const server: Server =
    tls === undefined ? createServer(TIMES, handle) : createTlsServer({ ...TIMES, ...tls }, handle);
  const ends = endsOf(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(error, { host, port })));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      const started = performance.now();
      const closing = setInterval(() => {
        server.closeIdleConnections();
        ends.closeWaiting(performance.now() - started);
      }, CLOSING_MS);
      await closed;
      clearInterval(closing);
    },
  };
}

/**
 * Ends what Node leaves open for ever while its server closes: it looks no more at its limits of time then, and a connection
 * on which nothing was asked yet is not one of the idle ones.
 */
function endsOf(server: Server) {
  const open = new Map<string, Socket>();
  const latest = new WeakMap<Socket, ServerResponse>();
  const add = (socket: Socket) => {
    const key = endOf(socket);
    open.set(key, socket);
    socket.once("close", () => open.get(key) === socket && open.delete(key));
  };
  server.on("connection", add);
  server.on("secureConnection", add); // in the place of the connection that it goes through
  server.prependListener("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    latest.set(socket, response);
  });
  return {
    closeWaiting: (ms: number) => {
      for (const socket of open.values()) {
        const response = latest.get(socket);
        const isUnderWay = response !== undefined && !response.closed && (response.req.complete || ms < STOPPING.body);
        if (!isUnderWay || ms > STOPPING.all) socket.destroy();
      }
    },
  };
}

/** The other end: the same for a connection and for what TLS makes of it. */
function endOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

export function readTls(certFile: string, keyFile: string): Tls {
  try {
    const tls = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
    createSecureContext(tls); // throws when they are none, or do not go together
    return tls;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`The certificate or its key cannot be used: ${message}`, "Mend --tls-cert and --tls-key.");
  }
}

function cannotListen(error: Error, { host, port }: Pick<ListenOptions, "host" | "port">): ExecutionError {
  const isTaken = "code" in error && error.code === "EADDRINUSE";
  return new ExecutionError(
    isTaken
      ? `Port ${port} of ${host} is taken by another program.`
      : `It cannot listen at ${host}:${port}: ${error.message}`,
    "Take another one, or any: --port 0",
  );
}
