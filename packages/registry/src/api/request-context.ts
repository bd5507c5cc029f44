import type { IncomingMessage } from "node:http";
import type { Context } from "hono";
import type { Operation } from "./routes.ts";

/** What a request comes with: the connection, or whoever runs the server himself, who needs no token. */
export interface Bindings {
  readonly incoming?: IncomingMessage;
  readonly isOperator?: true;
  /** What it turned out to ask for; for the log and the figures. */
  route?: Operation | "page";
}

export interface Env {
  Bindings: Bindings;
}

export type RequestContext = Context<Env>;

/** A header as it came. Faster than by the request, which makes a map of all headers first. */
export function headerIn(request: Request, { incoming }: Bindings, name: string): string | undefined {
  if (incoming === undefined) return request.headers.get(name) ?? undefined;
  const value = incoming.headers[name];
  return typeof value === "string" ? value : value?.join(", ");
}

export function headerOf(c: RequestContext, name: string): string | undefined {
  return headerIn(c.req.raw, c.env, name);
}
