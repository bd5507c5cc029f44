import { ExecutionError } from "../errors.ts";
import { certificateProblem } from "./certificate.ts";
import { languageProblem } from "./language.ts";
import { NoAnswer } from "./no-answer.ts";
import type { Received, Transport } from "./transport.ts";

/** Of one answer, after it was unpacked. A page of a list never needs as much. */
const LARGEST_ANSWER = 16 * 1024 * 1024;
const MAX_REDIRECTS = 3;

export interface Request {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** An answer that came whole. */
export interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
}

export interface Sending {
  readonly transport: Transport;
  /** For the whole exchange, the body included. Milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One exchange. A redirect is followed within the same origin only: the token goes with it. */
export async function send(request: Request, sending: Sending): Promise<Answer> {
  const timeout = AbortSignal.timeout(sending.timeoutMs);
  const signal = AbortSignal.any([timeout, ...(sending.signal === undefined ? [] : [sending.signal])]);
  try {
    return await exchange(request, { ...sending, signal });
  } catch (error) {
    sending.signal?.throwIfAborted();
    if (timeout.aborted) throw noAnswer(request.url, `did not answer within ${sending.timeoutMs / 1000} s`, error);
    if (error instanceof ExecutionError) throw error;
    const code = codeOf(error);
    const lasting = certificateProblem(code, request.url) ?? languageProblem(code, request.url);
    if (lasting !== undefined) throw lasting;
    throw noAnswer(request.url, `cannot be reached (${reasonOf(error)})`, error);
  }
}

async function exchange(request: Request, sending: Sending & { readonly signal: AbortSignal }): Promise<Answer> {
  let { url } = request;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const { method, headers, body } = request;
    const response = await sending.transport(url.href, {
      method,
      headers: { ...headers },
      redirect: "manual",
      signal: sending.signal,
      ...(body === undefined ? {} : { body }),
    });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || response.status === 304 || location === null)
      return { status: response.status, headers: response.headers, text: await readBody(response, url) };
    await response.body?.cancel();
    url = redirected(request, url, location);
  }
  throw refused(request.url, `redirects more than ${MAX_REDIRECTS} times`);
}

/** What was sent is not sent again elsewhere, and the token never leaves its origin. */
function redirected({ method }: Request, from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (to === undefined || to.origin !== from.origin)
    throw refused(from, "redirects to another place, and the token is not sent there");
  if (method !== "GET") throw refused(from, `answers a ${method} with a redirect`);
  return to;
}

async function readBody(response: Received, url: URL): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Counted as it comes: a header may lie about the size, and a small body may unpack to a large one.
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw refused(url, `sends more than ${LARGEST_ANSWER / 1024 / 1024} MiB in one answer`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw refused(url, "sends bytes that are no UTF-8");
  }
}

function refused(url: URL, what: string): ExecutionError {
  return new ExecutionError(
    `The registry at ${url.origin} ${what}.`,
    "Check the URL of the registry: prompts-gpt status",
  );
}

function noAnswer(url: URL, what: string, cause: unknown): NoAnswer {
  // Plain http is spoken with this very machine alone, without a proxy or a certificate.
  const fix =
    url.protocol === "http:"
      ? "Check that it runs there, and speaks http and not https; then try again."
      : "Check the network, and HTTPS_PROXY and NODE_EXTRA_CA_CERTS where they are needed; then try again.";
  return new NoAnswer(`The registry at ${url.origin} ${what}.`, fix, { cause });
}

/** Never the message, which may hold what was sent. */
function reasonOf(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.name : "unknown");
}

/** The system's own code where there is one: `fetch` hides it in the cause. */
function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = "code" in at ? at.code : undefined;
    if (typeof code === "string") return code;
  }
  return undefined;
}
