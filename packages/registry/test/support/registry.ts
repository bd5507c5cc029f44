import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { logTo } from "../../src/server/log.ts";
import { startServer } from "../../src/server/start.ts";
import type { PromptDraft } from "../../../prompts-gpt/src/registry/contract/types.ts";
import { checkDescribed } from "./described.ts";
import type { Place } from "../../src/store/open.ts";

/** A folder that goes with the test. */
export function tempFolder(within: string = tmpdir()): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(within, "registry-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Asked {
  readonly method?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text or bytes as they are. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** Asks a server, with a token unless the question brings another one. */
export function askerOf(url: string, token: string | null) {
  return async (path: string, { method = "GET", token: other, headers = {}, body }: Asked = {}): Promise<Answer> => {
    const shown = other === undefined ? token : other;
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(shown === null ? {} : { authorization: `Bearer ${shown}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const type = answer.headers.get("content-type");
    const isJson = /json/.test(type ?? "");
    checkDescribed({ method, path, status: answer.status, type, body: isJson ? JSON.parse(text) : text });
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson && text !== "" ? JSON.parse(text) : {},
    };
  };
}

export type TestRegistry = Awaited<ReturnType<typeof startRegistry>>;

/** A real server over real HTTP, in this process. */
export async function startRegistry(place: Place, options: Partial<Parameters<typeof startServer>[0]> = {}) {
  const running = await startServer({
    place,
    host: "127.0.0.1",
    port: 0,
    trustProxy: false,
    log: logTo("silent"),
    ...options,
  });
  const { url, adminToken } = running;
  const ask = askerOf(url, adminToken ?? null);
  return { ...running, ask, [Symbol.asyncDispose]: () => running.stop() };
}

/** What may be published. */
export function draft(fields: object = {}): PromptDraft {
  return {
    title: "Alpha",
    description: "",
    category: "",
    difficulty: null,
    outputType: "Text",
    supportedTools: [],
    tags: [],
    source: "library",
    body: "Do it.\n",
    ...fields,
  };
}
