import type { IncomingMessage } from "node:http";
import type { Context } from "hono";
import type { Caller } from "./access.ts";

/** What a request comes with: the connection, or whoever runs the server himself, who needs no token. */
export interface Bindings {
  readonly incoming?: IncomingMessage;
  readonly operator?: Caller;
}

export interface Env {
  Bindings: Bindings;
  Variables: { caller?: Caller; route?: string };
}

export type RequestContext = Context<Env>;

/** A header as it came. Faster than by the request, which makes a map of all headers first. */
export function headerOf(c: RequestContext, name: string): string | undefined {
  const { incoming } = c.env;
  if (incoming === undefined) return c.req.raw.headers.get(name) ?? undefined;
  const value = incoming.headers[name];
  return typeof value === "string" ? value : value?.join(", ");
}
