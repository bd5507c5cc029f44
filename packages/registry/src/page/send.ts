import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { headerOf, type RequestContext } from "../api/request-context.ts";
import type { Asset } from "./assets.ts";
import type { Html } from "./html.ts";

/** Nothing is loaded, run, framed or sent but what is ours. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  // The search while typing, and the text that is copied.
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const ALWAYS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  // Not `no-referrer`: with that a browser sends `Origin: null` with our own forms, and they could not be told from others'.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

export interface Sent {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function sendHtml(c: RequestContext, document: Html, sent: Sent = {}): Promise<Response> {
  const text = `<!doctype html>${String(await document)}`;
  return send(c, text, { ...sent, headers: { "content-type": "text/html; charset=utf-8", ...sent.headers } });
}

/** A prompt as it is: nothing in it is taken for anything else than text. */
export function sendPlain(c: RequestContext, text: string): Promise<Response> {
  return send(c, text, {
    headers: { "content-type": "text/plain; charset=utf-8", "content-security-policy": "default-src 'none'; sandbox" },
  });
}

/** To be kept for good. */
export function sendAsset(c: RequestContext, { text, type }: Asset): Promise<Response> {
  const headers = { "content-type": type, "cache-control": "public, max-age=31536000, immutable" };
  return send(c, text, { headers });
}

export function move(to: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, {
    status: 303,
    headers: { ...ALWAYS, "cache-control": "no-store", location: to, ...headers },
  });
}

/** Below it compressing gains nothing. */
const WORTH_IT = 1_000;

async function send(c: RequestContext, text: string, { status = 200, headers = {} }: Sent): Promise<Response> {
  const all = { ...ALWAYS, "cache-control": "no-store", vary: "accept-encoding", ...headers };
  const bytes = Buffer.from(text);
  if (bytes.length < WORTH_IT || !/\bgzip\b/.test(headerOf(c, "accept-encoding") ?? ""))
    return new Response(bytes, { status, headers: all });
  return new Response(await compress(bytes), { status, headers: { ...all, "content-encoding": "gzip" } });
}

const compress = promisify<Buffer, Buffer<ArrayBuffer>>(gzip);
