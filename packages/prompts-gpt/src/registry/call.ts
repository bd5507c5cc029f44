import * as v from "valibot";
import { ConfigError, ExecutionError } from "../errors.ts";
import { VERSION } from "../version.ts";
import type { Checked, ClientOptions } from "./client-options.ts";
import { API_PATH, type Route } from "./contract/routes.ts";
import { problemError } from "./problem.ts";
import { sendWithRetries } from "./retry.ts";
import type { Answer, Request } from "./send.ts";
import type { Transport } from "./transport.ts";

/** What a client is made of. */
export interface Connection extends Pick<ClientOptions, "onRequest" | "onRetry" | "cache"> {
  readonly options: Checked;
  readonly transport: Transport;
}

export interface Call {
  readonly route: Route;
  readonly slug?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** The version that a change was made from; 0: there is to be none yet. */
  readonly ifMatch?: number | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Sends what the route says and checks what comes back; undefined where nothing is to come back. */
export async function call(connection: Connection, what: Call): Promise<unknown> {
  const request = requestFor(connection, what);
  const kept = what.route.isConditional === true ? connection.cache?.get(request.url.href) : undefined;
  if (kept !== undefined) {
    const headers = { ...request.headers, "if-none-match": kept.etag };
    const answer = await exchange({ ...request, headers }, { connection, what });
    if (answer.status !== 304) return received(answer, { connection, what, request });
    const known = knownValue(what.route, kept.text, request.url);
    if (known !== undefined) return known;
    // Somebody has changed what was kept, or another version of this program kept it: it is asked for as if for the first time.
  }
  return received(await exchange(request, { connection, what }), { connection, what, request });
}

function exchange(request: Request, { connection, what }: { connection: Connection; what: Call }): Promise<Answer> {
  connection.onRequest?.(traced(request));
  return sendWithRetries(request, {
    transport: connection.transport,
    timeoutMs: what.timeoutMs,
    signal: what.signal,
    onRetry: connection.onRetry,
  });
}

function received(
  answer: Answer,
  { connection, what, request }: { connection: Connection; what: Call; request: Request },
): unknown {
  if (answer.status < 200 || answer.status > 299) throw problemError(answer, request);
  if (what.route.response === undefined) return undefined;
  checkContentType(answer, request.url);
  const value = valueOf(what.route, answer.text, request.url);
  const etag = answer.headers.get("etag");
  if (what.route.isConditional === true && etag !== null && isEtag(etag))
    connection.cache?.put(request.url.href, { etag, text: answer.text });
  return value;
}

/** RFC 9110, section 8.8.3; of a length that can be sent back. */
function isEtag(text: string): boolean {
  return /^(?:W\/)?"[!#-~]{0,200}"$/.test(text);
}

function knownValue(route: Route, text: string, url: URL): unknown {
  try {
    return valueOf(route, text, url);
  } catch {
    return undefined;
  }
}

function requestFor({ options }: Connection, { route, slug, query = {}, body, ifMatch }: Call): Request {
  if (body !== undefined && route.request !== undefined) checkInput(route.request, body, "what is to be sent");
  if (route.query !== undefined) checkInput(route.query, withoutUndefined(query), "the query");
  const url = new URL(options.apiUrl + API_PATH + route.path.replace("{slug}", () => encodeURIComponent(slug ?? "")));
  for (const [name, value] of Object.entries(withoutUndefined(query))) url.searchParams.set(name, String(value));
  const headers: Record<string, string> = { accept: "application/json", "user-agent": `prompts-gpt/${VERSION}` };
  if (options.token !== null) headers["authorization"] = `Bearer ${options.token}`;
  if (options.accountId !== undefined) headers["x-prompts-gpt-account"] = options.accountId;
  if (body !== undefined) headers["content-type"] = "application/json";
  if (ifMatch !== undefined)
    Object.assign(headers, ifMatch === 0 ? { "if-none-match": "*" } : { "if-match": `"${ifMatch}"` });
  return { method: route.method, url, headers, body: body === undefined ? undefined : JSON.stringify(body) };
}

function withoutUndefined<T>(map: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function checkInput(schema: v.GenericSchema, value: unknown, what: string): void {
  const { issues } = v.safeParse(schema, value);
  if (issues === undefined) return;
  throw new ConfigError(
    `${what} does not hold: ${placeOf(issues[0])}: ${issues[0].message}.`,
    "Correct it; nothing was sent.",
  );
}

function checkContentType({ headers }: Answer, url: URL): void {
  const type = headers.get("content-type") ?? "nothing";
  if (/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) return;
  throw unreadable(url, `answers with ${JSON.stringify(type.slice(0, 60))} where JSON was to come`);
}

function valueOf(route: Route, text: string, url: URL): unknown {
  const { issues, output } = v.safeParse(route.response ?? v.unknown(), parsed(text, url));
  if (issues === undefined) return output;
  throw unreadable(
    url,
    `answers in another shape than agreed: ${placeOf(issues[0])}: ${issues[0].message.slice(0, 200)}`,
  );
}

function parsed(text: string, url: URL): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(url, "answers with JSON that is broken", error);
  }
}

function placeOf(issue: v.BaseIssue<unknown>): string {
  return v.getDotPath(issue) ?? "the whole of it";
}

function unreadable(url: URL, what: string, cause?: unknown): ExecutionError {
  return new ExecutionError(
    `The registry at ${url.origin} ${what}.`,
    "Is it a prompts-gpt registry of this version? See: prompts-gpt status",
    { cause },
  );
}

function traced({ method, url, headers, body }: Request) {
  const { authorization, ...others } = headers;
  const shown = authorization === undefined ? others : { ...others, authorization: "Bearer pgpt_…" };
  return { method, url: url.href, headers: shown, body: body ?? null };
}
