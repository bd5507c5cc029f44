import type { Hono } from "hono";
import { API_PATH, type Route } from "../../../prompts-gpt/src/registry/contract/routes.ts";
import { operatorOf, PROJECT_HEADER } from "./operator.ts";
import { type Caller, may } from "./access.ts";
import { answerOf, type KeptAnswer } from "./answers.ts";
import { bearerOf } from "./bearer.ts";
import type { Parts } from "./parts.ts";
import { ProblemError } from "./problem.ts";
import { readBody, readQuery } from "./read-request.ts";
import { reply } from "./reply.ts";
import { type Env, headerOf, type RequestContext } from "./request-context.ts";
import { illFormed } from "./well-formed.ts";
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
    const caller = allowed(await enter(c, parts, operation), operation);
    return handle(await callOf(c, caller, operation), parts);
  });
}

/**
 * One whose answer is kept, as long as the project's content stays the same. What is kept is sent at once, without a promise
 * on the way: those cost more than all else that is done for it.
 */
export function keptEndpoint(
  app: Hono<Env>,
  parts: Parts,
  [operation, handle]: readonly [Operation, ReadHandler],
): void {
  const route: Route = ALL_ROUTES[operation];
  const answer = (c: RequestContext, who: Caller): Response | Promise<Response> => {
    const caller = allowed(who, operation);
    const key = `${caller.projectId} ${pathAndQuery(c.req.url)}`;
    const kept = caller.content === null ? undefined : parts.answers.get(key, caller.content);
    if (kept !== undefined) return conditional(c, kept);
    return made(c, { caller, key });
  };
  const made = async (c: RequestContext, { caller, key }: { caller: Caller; key: string }) => {
    const fresh = answerOf(await handle(await callOf(c, caller, operation), parts));
    if (caller.content !== null) parts.answers.put(key, caller.content, fresh);
    return conditional(c, fresh);
  };
  app.on(route.method, honoPath(route), (c): Response | Promise<Response> => {
    const caller = enter(c, parts, operation);
    return caller instanceof Promise ? caller.then((who) => answer(c, who)) : answer(c, caller);
  });
}

function honoPath({ path }: Route): string {
  return API_PATH + path.replaceAll(/\{(\w+)\}/g, ":$1");
}

function pathAndQuery(url: string): string {
  return url.slice(url.indexOf("/", "https://".length));
}

/** Who calls; fails when it is nobody. */
function enter(c: RequestContext, { access, addressOf, store }: Parts, operation: Operation): Caller | Promise<Caller> {
  c.env.route = operation;
  if (c.env.isOperator === true) return operatorOf(store, headerOf(c, PROJECT_HEADER));
  return access.caller(bearerOf(headerOf(c, "authorization")), addressOf(c));
}

function allowed(caller: Caller, operation: Operation): Caller {
  const needed = SCOPE_OF[operation];
  if (may(caller, needed)) return caller;
  throw new ProblemError(403, { detail: `This needs the scope "${needed}"; the token has "${caller.scope}".` });
}

/** Bytes of bodies that may be larger than any other. */
const LARGER: Partial<Record<Operation, { largest: number }>> = { importPrompt: { largest: 256 * 1024 * 1024 } };

async function callOf(c: RequestContext, caller: Caller, operation: Operation): Promise<Call> {
  const route: Route = ALL_ROUTES[operation];
  const params = c.req.param() as Readonly<Record<string, string>>;
  // What cannot be kept is the name of nothing that is there. A new name is looked at by whoever makes it.
  if (route.method !== "PUT" && illFormed(params).length > 0)
    throw new ProblemError(404, { detail: "Nothing has this name." });
  return {
    caller,
    param: (name) => params[name] ?? "",
    header: (name) => headerOf(c, name),
    query: route.query === undefined ? {} : readQuery(c, route.query),
    body: route.request === undefined ? undefined : await readBody(c, { schema: route.request, ...LARGER[operation] }),
    signal: c.req.raw.signal,
  };
}

function conditional(c: RequestContext, { body, etag, headers }: KeptAnswer): Response {
  const known = headerOf(c, "if-none-match");
  if (known !== undefined && names(known, etag)) return reply({ status: 304, headers: { etag } });
  return new Response(body, { status: 200, headers });
}

function names(header: string, etag: string): boolean {
  return header === etag || header.split(",").some((one) => [etag, "*"].includes(one.trim().replace(/^W\//, "")));
}
