/*
 * Headers are plain objects, and the same object each time where it can be: the server then writes them as they are, in
 * place of making a `Headers` of them first, which costs more than all the rest of a small answer.
 */

/** On everything that is no page. Nothing of it is to be shown, framed, or kept by a cache between us and the client. */
const ALWAYS = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  // A cache may keep it, and has to ask each time; a shared one may not, because it depends on the token.
  "cache-control": "private, no-cache",
};

export interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The headers of an answer that is kept, made once. */
export function keptHeaders(size: number, etag: string): Readonly<Record<string, string>> {
  return { ...ALWAYS, "content-type": "application/json", etag, "content-length": String(size) };
}

export function reply({ status, type, body = null, headers = {} }: Reply): Response {
  const typed = type === undefined ? {} : { "content-type": type };
  return new Response(body, { status, headers: { ...ALWAYS, ...typed, ...headers } });
}

/** 200 with a value as JSON. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return reply({ status: 200, type: "application/json", body: JSON.stringify(value), headers });
}

export const nothing = (): Response => reply({ status: 204 });
