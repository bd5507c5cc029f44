import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import * as v from "valibot";
import type { PromptDraft, PromptPack } from "../../src/registry/contract/types.ts";
import { promptDraftSchema } from "../../src/registry/contract/shapes.ts";

export const TOKEN = "pgpt_test_0123456789";

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Answers instead of the registry; false: the registry answers. */
export type Intercept = (request: SeenRequest, response: ServerResponse) => boolean | Promise<boolean>;

/** A prompt of a registry; its digest is that of its text. */
export function pack(slug: string, fields: Partial<PromptPack> = {}): PromptPack {
  const body = fields.body ?? `Do ${slug}.\n`;
  return {
    id: `id-${slug}`,
    slug,
    title: slug.replaceAll("-", " "),
    description: "",
    category: "",
    difficulty: null,
    outputType: "Text",
    supportedTools: [],
    tags: [],
    source: "library",
    version: 1,
    updatedAt: "2026-01-02T03:04:05Z",
    sha256: createHash("sha256").update(body).digest("hex"),
    ...fields,
    body,
  };
}

/** What of it is published. */
export function draftOf(prompt: PromptPack): PromptDraft {
  return v.parse(promptDraftSchema, prompt);
}

/** A registry of one project in memory, over real HTTP, with every request it was sent. It speaks the contract and no more. */
export async function startRegistry(packs: readonly PromptPack[] = [], tls?: { key: string; cert: string }) {
  const prompts = new Map<string, PromptPack>();
  const versions = new Map<string, PromptPack>();
  const publish = (one: PromptPack) => {
    prompts.set(one.slug, one);
    versions.set(`${one.slug}@${one.version}`, one);
  };
  for (const one of packs) publish(one);
  const requests: SeenRequest[] = [];
  let intercept: Intercept = () => false;
  const listener: RequestListener = (request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method = "", url = "", headers } = request;
      const seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(seen);
      if (await intercept(seen, response)) return;
      if (headers.authorization !== `Bearer ${TOKEN}`) return problem(response, 401, "unknown token");
      answer({ prompts, versions, publish }, seen, response);
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    /** The latest of each. */
    prompts,
    /** All that were published and can still be had, by `slug@version`. */
    versions,
    publish,
    requests,
    intercept(by: Intercept) {
      intercept = by;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Shelves {
  readonly prompts: ReadonlyMap<string, PromptPack>;
  readonly versions: ReadonlyMap<string, PromptPack>;
  publish(pack: PromptPack): void;
}

function answer({ prompts, versions: all, publish }: Shelves, request: SeenRequest, response: ServerResponse): void {
  const url = new URL(request.url, "http://registry");
  const [, slug, versions] = /^\/api\/v1\/prompts\/([^/]+)(\/versions)?$/.exec(url.pathname) ?? [];
  const key = `${request.method} ${slug === undefined ? url.pathname : `prompt${versions ?? ""}`}`;
  const one = prompts.get(slug ?? "");
  switch (key) {
    case "GET /api/v1/project":
      return json(request, response, PROJECT);
    case "GET /api/v1/models":
      return json(request, response, { models: [{ id: "model-1", provider: "codex" }] });
    case "GET /api/v1/prompts":
      return json(request, response, pageOf([...prompts.values()], url.searchParams));
    case "GET prompt": {
      const version = url.searchParams.get("version");
      const found = version === null ? one : all.get(`${slug}@${version}`);
      return found === undefined ? problem(response, 404, "no such prompt") : json(request, response, found);
    }
    case "GET prompt/versions": {
      if (one === undefined) return problem(response, 404, "no such prompt");
      const { version, updatedAt, sha256 } = one;
      return json(request, response, { versions: [{ version, updatedAt, sha256, labels: [] }] });
    }
    case "PUT prompt": {
      const wanted =
        one === undefined
          ? request.headers["if-none-match"] === "*"
          : request.headers["if-match"] === `"${one.version}"`;
      if (!wanted) return problem(response, 412, "there is a later version", { currentVersion: one?.version });
      const draft = JSON.parse(request.body) as PromptDraft;
      const next = pack(slug ?? "", { ...draft, version: (one?.version ?? 0) + 1 });
      publish(next);
      return json(request, response, next);
    }
    case "POST /api/v1/generate": {
      const { goal } = JSON.parse(request.body) as { goal: string };
      return json(request, response, {
        prompts: [{ slug: "generated", ...draftOf(pack("generated", { title: goal, source: "generated" })) }],
      });
    }
    default:
      return problem(response, 404, "no such route");
  }
}

function pageOf(all: readonly PromptPack[], query: URLSearchParams) {
  const limit = Number(query.get("limit") ?? 100);
  const from = Number(query.get("cursor") ?? 0);
  const q = query.get("q");
  const found = all
    .filter((one) => q === null || `${one.title} ${one.body}`.includes(q))
    .filter((one) => query.get("slug") === null || one.slug === query.get("slug"))
    .filter((one) => query.get("category") === null || one.category === query.get("category"))
    .toSorted((a, b) => (a.slug < b.slug ? -1 : 1));
  const next = from + limit;
  return { prompts: found.slice(from, next), nextCursor: next < found.length ? String(next) : null };
}

function json(request: SeenRequest, response: ServerResponse, value: unknown): void {
  const text = JSON.stringify(value);
  const etag = `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`;
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(200, { "content-type": "application/json", etag }).end(text);
}

function problem(response: ServerResponse, status: number, detail: string, more: object = {}): void {
  response
    .writeHead(status, { "content-type": "application/problem+json" })
    .end(JSON.stringify({ status, detail, ...more }));
}

const PROJECT = {
  id: "project-1",
  brandName: "Example",
  websiteUrl: "https://example.com",
  industryCategory: "Tools",
  targetCountries: ["DE"],
  targetLanguage: "en",
  brandAliases: [],
  productKeywords: [],
  targetPersonas: [],
  competitors: [{ name: "Other", websiteUrl: null, aliases: [] }],
};
