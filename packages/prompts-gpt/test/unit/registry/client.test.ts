import { expect, test } from "vitest";
import { AuthError, ConfigError, ExecutionError } from "../../../src/errors.ts";
import { PromptsGptClient } from "../../../src/registry/client.ts";
import type { ClientOptions, TracedRequest } from "../../../src/registry/client-options.ts";
import { ConflictError } from "../../../src/registry/problem.ts";
import { draftOf, pack, startRegistry, TOKEN } from "../../support/registry.ts";

async function withRegistry(packs = [pack("alpha"), pack("beta"), pack("gamma")], options: ClientOptions = {}) {
  const registry = await startRegistry(packs);
  const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN, ...options });
  return { registry, client, [Symbol.asyncDispose]: registry[Symbol.asyncDispose] };
}

test("the project, one prompt, its versions and the models", async () => {
  await using place = await withRegistry();
  const { client } = place;
  expect((await client.getProject()).brandName).toBe("Example");
  expect((await client.getPrompt("beta")).body).toBe("Do beta.\n");
  expect((await client.listVersions("beta")).map(({ version }) => version)).toEqual([1]);
  expect(await client.fetchModels()).toEqual([{ id: "model-1", provider: "codex" }]);
});

test("all pages of a list are taken, and a limit ends it", async () => {
  await using place = await withRegistry(Array.from({ length: 250 }, (_, index) => pack(`p-${index}`)));
  const { client, registry } = place;
  expect((await client.pullPrompts()).length).toBe(250);
  expect(registry.requests.length).toBe(3);
  expect((await client.pullPrompts({ limit: 10 })).length).toBe(10);
  expect((await client.pullPrompts({ query: "p 24" })).length).toBe(11);
});

/** What `fetch` itself says of every request. */
const NODES = new Set(["host", "connection", "accept-language", "sec-fetch-mode", "accept-encoding"]);

test("only what it must say is sent, and the trace masks the token", async () => {
  const traced: TracedRequest[] = [];
  await using place = await withRegistry([pack("alpha")], { onRequest: (request) => traced.push(request) });
  await place.client.pullPrompts({ q: "al" });
  const { headers = {}, url, body } = place.registry.requests[0] ?? {};
  const own = Object.keys(headers).filter((name) => !NODES.has(name));
  expect(Object.fromEntries(own.map((name) => [name, headers[name]]))).toEqual({
    accept: "application/json",
    authorization: `Bearer ${TOKEN}`,
    "user-agent": expect.stringMatching(/^prompts-gpt\/\d+\.\d+\.\d+$/),
  });
  expect([url, body]).toEqual(["/api/v1/prompts?q=al&limit=100", ""]);
  expect(JSON.stringify(traced)).not.toContain(TOKEN);
  expect(traced[0]?.headers["authorization"]).toBe("Bearer pgpt_…");
});

test("the account is sent when the caller set it, and only then", async () => {
  await using place = await withRegistry([], { accountId: "acct-1" });
  await place.client.getProject();
  expect(place.registry.requests[0]?.headers["x-prompts-gpt-account"]).toBe("acct-1");
});

test("what has not changed is not sent again", async () => {
  const kept = new Map<string, { etag: string; text: string }>();
  const cache = {
    get: (url: string) => kept.get(url),
    put: (url: string, answer: { etag: string; text: string }) => void kept.set(url, answer),
  };
  await using place = await withRegistry(undefined, { cache });
  const [first, statuses] = [await place.client.pullPrompts(), [] as number[]];
  place.registry.intercept((_request, response) => {
    response.once("finish", () => statuses.push(response.statusCode));
    return false;
  });
  expect(await place.client.pullPrompts()).toEqual(first);
  expect(statuses).toEqual([304]);
});

test("a prompt is published from the version that it was made from, and from no other", async () => {
  await using place = await withRegistry([pack("alpha")]);
  const { client } = place;
  const draft = draftOf(pack("alpha", { body: "New.\n" }));
  expect((await client.putPrompt("alpha", draft, { ifMatch: 1 })).version).toBe(2);
  const late = await client.putPrompt("alpha", draft, { ifMatch: 1 }).catch((error: unknown) => error);
  expect([late instanceof ConflictError, (late as ConflictError).currentVersion]).toEqual([true, 2]);
  await expect(client.putPrompt("alpha", draft, { ifMatch: 0 })).rejects.toThrow(ConflictError);
  expect((await client.putPrompt("new-one", draft, { ifMatch: 0 })).version).toBe(1);
});

test("drafts for a goal", async () => {
  await using place = await withRegistry();
  const [draft] = await place.client.generatePrompts({ goal: "Find slow queries", context: "Postgres" });
  expect([draft?.title, draft?.source]).toEqual(["Find slow queries", "generated"]);
  expect(JSON.parse(place.registry.requests[0]?.body ?? "")).toEqual({
    goal: "Find slow queries",
    context: "Postgres",
  });
});

for (const [status, kind] of [
  [400, ExecutionError],
  [401, AuthError],
  [403, AuthError],
  [404, ExecutionError],
  [500, ExecutionError],
  [501, ExecutionError],
] as const)
  test(`HTTP ${status} is a ${kind.name} with the registry's reason, made fit to be shown`, async () => {
    await using place = await withRegistry();
    place.registry.intercept((_request, response) => {
      response.writeHead(status, { "content-type": "application/problem+json" });
      response.end(
        JSON.stringify({ status, detail: `no \u001b[31m${TOKEN}`, errors: [{ field: "goal", reason: "too short" }] }),
      );
      return true;
    });
    // A POST: nothing is tried again.
    const error = await place.client.generatePrompts({ goal: "g" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(new RegExp(`POST /api/v1/generate: ${status}.*goal: too short`));
    expect((error as Error).message).not.toMatch(/\p{Cc}|pgpt_test/u);
    expect(place.registry.requests.length).toBe(1);
  });

test("a GET is tried again after the wait that the registry asks for; a POST only when nothing was done", async () => {
  await using place = await withRegistry();
  const { client, registry } = place;
  const waits: number[] = [];
  const patient = new PromptsGptClient({
    apiUrl: registry.url,
    token: TOKEN,
    onRetry: ({ waitMs }) => waits.push(waitMs),
  });
  let left = 1;
  registry.intercept((_request, response) => {
    if (left-- <= 0) return false;
    response.writeHead(left === 0 ? 503 : 429, { "retry-after": "0" }).end();
    return true;
  });
  expect((await patient.getProject()).id).toBe("project-1");
  expect([registry.requests.length, waits]).toEqual([2, [0]]);
  left = 1;
  await expect(client.generatePrompts({ goal: "g" })).rejects.toThrow("failed");
  left = 2;
  registry.requests.length = 0;
  await expect(client.generatePrompts({ goal: "g" })).rejects.toThrow("failed"); // 429, then 503
  expect(registry.requests.length).toBe(2);
});

test("Retry-After may be a date; without it the waits double, half of each by chance", async () => {
  await using place = await withRegistry();
  const waits: number[] = [];
  const { url: apiUrl } = place.registry;
  const client = new PromptsGptClient({ apiUrl, token: TOKEN, onRetry: ({ waitMs }) => waits.push(waitMs) });
  let date: string | undefined = new Date(Date.now() + 1_500).toUTCString();
  place.registry.intercept((_request, response) => {
    if (date === undefined && waits.length === 4) return false;
    response.writeHead(503, date === undefined ? {} : { "retry-after": date }).end();
    date = undefined;
    return true;
  });
  expect((await client.getProject().catch((error: Error) => error.message)) as string).toContain("failed");
  const [asked = -1, ...own] = waits;
  expect(asked).toBeGreaterThanOrEqual(0);
  expect(asked).toBeLessThanOrEqual(1_500);
  expect(own.map((wait, index) => wait / (1_000 * 2 ** index))).toEqual([
    expect.closeTo(0.75, 0.25),
    expect.closeTo(0.75, 0.25),
  ]);
});

test("a server that asks for more patience than a minute is not waited for", async () => {
  await using place = await withRegistry();
  place.registry.intercept((_request, response) => (response.writeHead(429, { "retry-after": "3600" }).end(), true));
  await expect(place.client.getProject()).rejects.toMatchObject({ fix: "Try again in 3600 s.", exitCode: 1 });
  expect(place.registry.requests.length).toBe(1);
});

test("a call that is given up ends at once, with the reason of whoever gave it up", async () => {
  await using place = await withRegistry();
  place.registry.intercept(() => true); // and never answers
  const giveUp = new AbortController();
  const asked = place.client.getProject({ signal: giveUp.signal });
  setTimeout(() => giveUp.abort(new Error("enough")), 50);
  await expect(asked).rejects.toThrow("enough");
  expect(place.registry.requests.length).toBe(1);
});

test("who gives up while another try is waited for hears his own reason", async () => {
  await using place = await withRegistry();
  place.registry.intercept((_request, response) => (response.writeHead(429, { "retry-after": "50" }).end(), true));
  const giveUp = new AbortController();
  const { url: apiUrl } = place.registry;
  const onRetry = () => void setTimeout(() => giveUp.abort("enough"), 20);
  const client = new PromptsGptClient({ apiUrl, token: TOKEN, onRetry });
  await expect(client.getProject({ signal: giveUp.signal })).rejects.toBe("enough");
});

test("wrong use throws before anything is sent", async () => {
  await using place = await withRegistry();
  const { client, registry } = place;
  expect(() => new PromptsGptClient({ apiUrl: "http://example.com" })).toThrow(ConfigError);
  expect(() => new PromptsGptClient({ token: "abc" })).toThrow(AuthError);
  for (const timeoutMs of [0, -1, Number.NaN]) expect(() => new PromptsGptClient({ timeoutMs })).toThrow(ConfigError);
  for (const accountId of ["", "a b", "a\nb"]) expect(() => new PromptsGptClient({ accountId })).toThrow(ConfigError);
  for (const limit of [0, 101, 1.5]) await expect(client.pullPrompts({ limit })).rejects.toThrow(ConfigError);
  await expect(client.generatePrompts({ goal: "" })).rejects.toThrow(ConfigError);
  expect(registry.requests).toEqual([]);
});

test("a timeout above ten minutes is ten minutes, with one warning", async () => {
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  expect(() => new PromptsGptClient({ timeoutMs: 700_000 })).not.toThrow();
  expect((await warned).message).toContain("600000");
});
