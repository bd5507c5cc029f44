import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { ExecutionError } from "../../../src/errors.ts";
import { PromptsGptClient } from "../../../src/registry/client.ts";
import { HOSTILE, pageOf } from "../../support/hostile.ts";
import { pack, startRegistry, TOKEN } from "../../support/registry.ts";

const JSON_TYPE = { "content-type": "application/json" };

for (const [name, [does, says]] of Object.entries(HOSTILE))
  test(`a registry that ${name} is refused`, async () => {
    await using registry = await startRegistry();
    registry.intercept((request, response) => (does(response, request), true));
    const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN, timeoutMs: 5_000 });
    const before = process.memoryUsage.rss();
    const error = await client.pullPrompts().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ExecutionError);
    expect((error as Error).message).toMatch(says);
    expect((process.memoryUsage.rss() - before) / 1e6).toBeLessThan(250);
  });

test("a body that comes drop by drop ends with the time for the whole of it", async () => {
  await using registry = await startRegistry();
  registry.intercept((_request, response) => {
    response.writeHead(200, JSON_TYPE);
    const drip = setInterval(() => response.write(" "), 20);
    response.once("close", () => clearInterval(drip));
    return true;
  });
  const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN, timeoutMs: 200 });
  const posted = client.generatePrompts({ goal: "g" });
  await expect(posted).rejects.toThrow("did not answer within 0.2 s");
});

test("the token does not follow a redirect to another origin, though that waits for it", async () => {
  const got: unknown[] = [];
  const thief = createServer((request, response) => {
    got.push(request.headers);
    response.writeHead(200, JSON_TYPE).end(pageOf([]));
  });
  await new Promise<void>((resolve) => thief.listen(0, "127.0.0.1", resolve));
  const { port } = thief.address() as AddressInfo;
  await using registry = await startRegistry();
  registry.intercept((_request, response) => {
    response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end();
    return true;
  });
  const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN });
  await expect(client.pullPrompts()).rejects.toThrow("another place");
  thief.close();
  expect(got).toEqual([]);
});

test("what is sent is not sent again to where a redirect leads", async () => {
  await using registry = await startRegistry();
  registry.intercept(({ url }, response) => (response.writeHead(307, { location: `${url}?again` }).end(), true));
  const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN });
  await expect(client.generatePrompts({ goal: "g" })).rejects.toThrow("answers a POST with a redirect");
  expect(registry.requests.length).toBe(1);
});

test("another prompt, or another version, than the one that was asked for is refused", async () => {
  await using registry = await startRegistry();
  registry.prompts.set("alpha", pack("beta"));
  registry.versions.set("alpha@2", pack("alpha"));
  const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN });
  await expect(client.getPrompt("alpha")).rejects.toThrow('another prompt than "alpha"');
  await expect(client.getPrompt("alpha", { version: 2 })).rejects.toThrow("version 1");
});

test("a redirect within the origin is followed", async () => {
  await using registry = await startRegistry([pack("alpha")]);
  registry.intercept(({ url }, response) => {
    if (!url.startsWith("/old/")) return false;
    response.writeHead(308, { location: url.replace("/old", "") }).end();
    return true;
  });
  const client = new PromptsGptClient({ apiUrl: `${registry.url}/old`, token: TOKEN });
  expect((await client.pullPrompts()).map(({ slug }) => slug)).toEqual(["alpha"]);
});

test("a server that hangs up without a word is tried four times", async () => {
  let knocks = 0;
  const server = createTcpServer((socket) => {
    knocks++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new PromptsGptClient({ apiUrl: `http://127.0.0.1:${port}`, token: TOKEN });
  await expect(client.getProject()).rejects.toMatchObject({
    message: expect.stringContaining("cannot be reached"),
    exitCode: 1,
  });
  server.close();
  expect(knocks).toBe(4);
});

const BAD_PROMPTS: Readonly<Record<string, readonly [change: object, says: RegExp]>> = {
  "a slug that climbs": [{ slug: "../../etc/passwd" }, /slug/],
  "a slug with a folder": [{ slug: "a/b" }, /slug/],
  "a slug with NUL": [{ slug: "a\0b" }, /slug/],
  "a slug in capitals": [{ slug: "Alpha" }, /slug/],
  "a slug of 300 letters": [{ slug: "a".repeat(300) }, /slug/],
  "a slug that is a device": [{ slug: "com1" }, /device/],
  "a slug that agents load": [{ slug: "claude" }, /CLAUDE\.md/],
  "an empty slug": [{ slug: "" }, /slug/],
  "a digest of another text": [{ sha256: "0".repeat(64) }, /another one than it says/],
  "a version of 0": [{ version: 0 }, /version/],
  "a version without end": [{ version: 1e300 }, /version/],
  "a title of a megabyte": [{ title: "x".repeat(1_000_000) }, /title/],
  "half a character in the title": [{ title: "a\uD800" }, /half a character/],
  "half a character in the body": [{ body: "a\uDC00b" }, /half a character/],
  "a variable whose name is none": [{ variables: { "a b": {} } }, /variables/],
  "a body that is a list": [{ body: [] }, /body/],
  "a time that is none": [{ updatedAt: "yesterday" }, /updatedAt/],
};

for (const [name, [change, says]] of Object.entries(BAD_PROMPTS))
  test(`a prompt with ${name} is left out, named, and does not take the others with it`, async () => {
    const bad = { ...pack("bad"), ...change };
    await using registry = await startRegistry();
    registry.intercept((_request, response) => {
      response.writeHead(200, JSON_TYPE).end(pageOf([pack("alpha"), bad, pack("omega"), null]));
      return true;
    });
    const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN });
    const { prompts, problems } = await client.pull();
    expect(prompts.map(({ slug }) => slug)).toEqual(["alpha", "omega"]);
    expect(problems[0]?.message).toMatch(says);
    expect(problems.length).toBe(2);
    await expect(client.pullPrompts()).rejects.toThrow("a prompt that does not hold");
  });

test("what was not asked for is left out: another prompt, more of them, another version", async () => {
  await using registry = await startRegistry();
  const packs = [pack("alpha"), pack("beta"), pack("gamma")];
  registry.intercept(({ url }, response) => {
    response.writeHead(200, JSON_TYPE).end(url.includes("version=") ? JSON.stringify(pack("alpha")) : pageOf(packs));
    return true;
  });
  const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN });
  const { prompts, problems } = await client.pull({ slug: "beta" });
  expect([prompts.map(({ slug }) => slug), problems.map(({ name }) => name)]).toEqual([
    ["beta"],
    ['"alpha"', '"gamma"'],
  ]);
  expect((await client.pull({ limit: 2 })).prompts.length).toBe(2);
  await expect(client.getPrompt("alpha", { version: 3 })).rejects.toThrow("version 1");
});

test("two prompts of one name are both left out: nobody knows which it is", async () => {
  await using registry = await startRegistry();
  registry.intercept((_request, response) => {
    response.writeHead(200, JSON_TYPE).end(pageOf([pack("alpha"), pack("beta"), pack("alpha", { body: "another\n" })]));
    return true;
  });
  const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN });
  expect(await client.pull()).toEqual({
    prompts: [pack("beta")],
    problems: [{ name: '"alpha"', message: "slug: it comes more than once" }],
  });
});
