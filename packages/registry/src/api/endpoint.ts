import type { Hono } from "hono";
import { API_PATH, type Route } from "../../../prompts-gpt/src/registry/contract/routes.ts";
import { type Caller, may } from "./access.ts";
import { contentEtag, type KeptAnswer } from "./answers.ts";
import type { Parts } from "./parts.ts";
import { ProblemError } from "./problem.ts";
import { readBody, readQuery } from "./read-request.ts";
import { reply } from "./reply.ts";
import { type Env, headerOf, type RequestContext } from "./request-context.ts";
import { ALL_ROUTES, type Operation, SCOPE_OF } from "./routes.ts";

/** A request that was let in; `query` and `body` are what the route's schemas made of them. */
export interface Call {
  readonly caller: Caller;
  readonly param: (name: string) => string;
  readonly header: (name: string) => string | undefined;
  readonly query: unknown;
  readonly body: unknown;
  readonly signal: AbortSignal;
}

export type Handler = (call: Call, parts: Parts) => Promise<Response>;
/** The body of an answer that depends on the project's content alone, and the ETag where it is not that of its bytes. */
export type ReadHandler = (call: Call, parts: Parts) => Promise<{ readonly text: string; readonly etag?: string }>;

/** Adds a route of the tables to the app. */
export function endpoint(app: Hono<Env>, parts: Parts, [operation, handle]: readonly [Operation, Handler]): void {
  const route: Route = ALL_ROUTES[operation];
  app.on(route.method, honoPath(route), async (c) => {
    const caller = await enter(c, parts, operation);
    return handle(await callOf(c, caller, route), parts);
  });
}

/** One whose answer is kept, as long as the project's content stays the same. */
export function keptEndpoint(
  app: Hono<Env>,
  parts: Parts,
  [operation, handle]: readonly [Operation, ReadHandler],
): void {
  const route: Route = ALL_ROUTES[operation];
  app.on(route.method, honoPath(route), async (c) => {
    const caller = await enter(c, parts, operation);
    const key = `${caller.projectId} ${pathAndQuery(c.req.url)}`;
    const kept = caller.content === null ? undefined : parts.answers.get(key, caller.content);
    if (kept !== undefined) return conditional(c, kept);
    const { text, etag } = await handle(await callOf(c, caller, route), parts);
    const body = new TextEncoder().encode(text);
    const answer = { body, etag: etag ?? contentEtag(body) };
    if (caller.content !== null) parts.answers.put(key, caller.content, answer);
    return conditional(c, answer);
  });
}

function honoPath({ path }: Route): string {
  return API_PATH + path.replaceAll(/\{(\w+)\}/g, ":$1");
}

function pathAndQuery(url: string): string {
  return url.slice(url.indexOf("/", "https://".length));
}

/** Who calls; rejects when it is nobody, or somebody who may not. */
async function enter(c: RequestContext, { access, addressOf }: Parts, operation: Operation): Promise<Caller> {
  c.set("route", operation);
  const caller = c.env.operator ?? (await access.caller(bearerOf(headerOf(c, "authorization")), addressOf(c)));
  c.set("caller", caller);
  const needed = SCOPE_OF[operation];
  if (may(caller, needed)) return caller;
  throw new ProblemError(403, { detail: `This needs the scope "${needed}"; the token has "${caller.scope}".` });
}

function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer (pgpt_[!-~]{1,251})$/i.exec(header ?? "")?.[1];
}

async function callOf(c: RequestContext, caller: Caller, route: Route): Promise<Call> {
  const params = c.req.param() as Readonly<Record<string, string>>;
  return {
    caller,
    param: (name) => params[name] ?? "",
    header: (name) => headerOf(c, name),
    query: route.query === undefined ? {} : readQuery(c, route.query),
    body: route.request === undefined ? undefined : await readBody(c, route.request),
    signal: c.req.raw.signal,
  };
}

function conditional(c: RequestContext, { body, etag }: KeptAnswer): Response {
  const known = headerOf(c, "if-none-match");
  if (known !== undefined && names(known, etag)) return reply({ status: 304, headers: { etag } });
  return reply({ status: 200, type: "application/json", body, headers: { etag } });
}

function names(header: string, etag: string): boolean {
  return header === etag || header.split(",").some((one) => [etag, "*"].includes(one.trim().replace(/^W\//, "")));
}
