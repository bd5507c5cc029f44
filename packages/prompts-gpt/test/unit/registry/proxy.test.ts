import { afterAll, beforeAll, expect, test } from "vitest";
import { PromptsGptClient } from "../../../src/registry/client.ts";
import { registryChildren } from "../../support/bundled.ts";
import { makeAuthority, noCertificates } from "../../support/certificates.ts";
import { type Behaviour, startProxy } from "../../support/proxy.ts";
import { pack, startRegistry, TOKEN } from "../../support/registry.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const HOST = "registry.test";
const LOGIN = "us%40er:p%3Ass-s3cret";
const missing = noCertificates();
if (missing !== undefined) console.log(`skipped: TLS and proxies with a registry behind them: ${missing}`);

let children: Awaited<ReturnType<typeof registryChildren>>;
let folder: Awaited<ReturnType<typeof tempFolder>>;
let authority: ReturnType<typeof makeAuthority>;
beforeAll(async () => {
  children = await registryChildren();
  folder = await tempFolder();
  if (missing === undefined) authority = makeAuthority(folder.path);
});
afterAll(async () => {
  await children[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A registry that speaks TLS, and a proxy in front of it that knows where `registry.test` is. */
async function place({ host = HOST, days = 2, packs = [pack("alpha")] } = {}) {
  const registry = await startRegistry(packs, authority.certify(host, days));
  const proxy = await startProxy({ kind: "connects", port: registry.port });
  const wish = { call: "project", apiUrl: `https://${HOST}`, token: TOKEN } as const;
  return {
    registry,
    proxy,
    wish,
    trusting: { NODE_EXTRA_CA_CERTS: authority.ca },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
  test.skipIf(missing !== undefined)(
    `${name} leads to a registry of a custom authority, and the proxy hears its name alone`,
    async () => {
      await using here = await place();
      const { value } = await children.ask(here.wish, { env: { ...here.trusting, [name]: here.proxy.url() } });
      expect(value).toMatchObject({ id: "project-1" });
      const [{ target, headers }] = here.proxy.asked as [(typeof here.proxy.asked)[0]];
      expect([target, Object.keys(headers).toSorted()]).toEqual([`${HOST}:443`, ["connection", "host"]]);
      expect(here.registry.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    },
  );

test.skipIf(missing !== undefined)("many pages go through one connection, packed", async () => {
  await using here = await place({ packs: Array.from({ length: 350 }, (_, index) => pack(`p-${index}`)) });
  const { value } = await children.ask(
    { ...here.wish, call: "pull" },
    { env: { ...here.trusting, HTTPS_PROXY: here.proxy.url() } },
  );
  expect([value, here.registry.requests.length, here.proxy.asked.length]).toEqual([350, 4, 1]);
});

test.skipIf(missing !== undefined)("a proxy's user and password go to the proxy, and to nobody else", async () => {
  await using here = await place();
  const said = await children.ask(here.wish, { env: { ...here.trusting, HTTPS_PROXY: here.proxy.url(LOGIN) } });
  expect(here.proxy.asked[0]?.headers["proxy-authorization"]).toBe(
    `Basic ${Buffer.from("us@er:p:ss-s3cret").toString("base64")}`,
  );
  expect(here.registry.requests[0]?.headers["proxy-authorization"]).toBe(undefined);
  expect(JSON.stringify(said)).not.toMatch(/s3cret|us@er/);
});

test.skipIf(missing !== undefined)("NO_PROXY goes without", async () => {
  await using here = await place();
  const env = { ...here.trusting, HTTPS_PROXY: here.proxy.url(), NO_PROXY: `other.test,.${HOST}` };
  // There is no such host without the proxy.
  const { error } = await children.ask({ ...here.wish, timeoutMs: 20_000 }, { env });
  expect(error?.message).toMatch(/cannot be reached \((?:ENOTFOUND|EAI_AGAIN|ENETUNREACH)\)/);
  expect(here.proxy.asked).toEqual([]);
});

const DISTRUST: Readonly<
  Record<string, readonly [server: { host?: string; days?: number }, knowsCa: boolean, says: RegExp]>
> = {
  "an authority that nobody trusts": [{}, false, /does not trust; nothing was sent \(\w+\).*NODE_EXTRA_CA_CERTS/],
  "a certificate of another host": [{ host: "other.test" }, true, /another name than registry\.test/],
  "a certificate for localhost": [{ host: "localhost" }, true, /another name than registry\.test/],
  "a certificate that has run out": [{ days: 0 }, true, /no longer valid/],
};

for (const [name, [server, knowsCa, says]] of Object.entries(DISTRUST))
  for (const way of ["through a proxy", "straight"])
    test.skipIf(missing !== undefined)(`${name} is refused at once, ${way}: no request leaves`, async () => {
      await using here = await place(server);
      const env = {
        ...(knowsCa ? here.trusting : {}),
        ...(way === "straight" ? {} : { HTTPS_PROXY: here.proxy.url() }),
      };
      const apiUrl = way === "straight" ? `https://127.0.0.1:${here.registry.port}` : here.wish.apiUrl;
      const { error } = await children.ask({ ...here.wish, apiUrl }, { env });
      const expected =
        way === "straight"
          ? new RegExp(says.source.replace(String.raw`registry\.test`, String.raw`127\.0\.0\.1`))
          : says;
      const said = `${error?.message} ${error?.fix}`;
      // Of what runs out and has another name, Node says the first.
      if (way === "through a proxy" || server.days === undefined) expect(said).toMatch(expected);
      else expect(said).toMatch(/no longer valid|another name/);
      expect([error?.exitCode, here.registry.requests, here.proxy.asked.length]).toEqual([
        1,
        [],
        way === "straight" ? 0 : 1,
      ]);
    });

test.skipIf(missing !== undefined)("a registry that is an address is checked by its address", async () => {
  await using right = await place({ host: "192.0.2.7" });
  const wish = { ...right.wish, apiUrl: "https://192.0.2.7:8443" };
  const { value } = await children.ask(wish, { env: { ...right.trusting, HTTPS_PROXY: right.proxy.url() } });
  expect([value, right.proxy.asked[0]?.target]).toMatchObject([{ id: "project-1" }, "192.0.2.7:8443"]);
  await using wrong = await place({ host: "localhost" });
  const { error } = await children.ask(wish, { env: { ...wrong.trusting, HTTPS_PROXY: wrong.proxy.url() } });
  expect(error?.message).toContain("another name than 192.0.2.7");
});

const REFUSALS: readonly (readonly [Behaviour, tries: number, says: RegExp])[] = [
  [{ kind: "refuses", status: 407 }, 1, /wants another user name and password \(407\)/],
  [{ kind: "refuses", status: 401 }, 1, /does not connect to the registry \(401\)/],
  [{ kind: "refuses", status: 302 }, 1, /does not connect to the registry \(302\)/],
  [{ kind: "refuses", status: 502 }, 4, /does not connect to the registry \(502\)/],
  [{ kind: "switches" }, 1, /does not connect to the registry \(101\)/],
  [{ kind: "talks" }, 1, /does not connect to the registry/],
];

for (const [behaviour, tries, says] of REFUSALS)
  test(`a proxy that ${behaviour.kind} ${"status" in behaviour ? behaviour.status : ""} is named, and its password is not`, async () => {
    await using proxy = await startProxy(behaviour);
    const env = { HTTPS_PROXY: proxy.url(LOGIN) };
    const client = new PromptsGptClient({ apiUrl: `https://${HOST}`, token: TOKEN, env });
    const error: unknown = await client.getProject().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exitCode: 1, message: expect.stringMatching(says) });
    expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toMatch(/s3cret|us%40er/);
    expect(proxy.asked.length).toBe(tries);
    await expect.poll(() => proxy.open.size).toBe(0);
  });

test("a proxy that is not there is named without its password", async () => {
  const env = { HTTPS_PROXY: `http://${LOGIN}@127.0.0.1:1` };
  const client = new PromptsGptClient({ apiUrl: `https://${HOST}`, token: TOKEN, env });
  const posted = client.generatePrompts({ goal: "g" });
  await expect(posted).rejects.toThrow("The proxy 127.0.0.1:1 cannot be reached (ECONNREFUSED).");
});

for (const [name, proxy] of [
  ["another scheme", `socks5://${LOGIN}@proxy.test:1080`],
  ["no URL", "http://["],
  ["a password that is escaped wrongly", "http://a:s3cret%zz@proxy.test"],
] as const)
  test(`a proxy with ${name} is a mistake that is told without it`, () => {
    const options = { apiUrl: `https://${HOST}`, env: { HTTPS_PROXY: proxy } };
    expect(() => new PromptsGptClient(options)).toThrow(
      /^The proxy that the environment names \(HTTPS_PROXY, ALL_PROXY\) is no http/,
    );
  });

test("a proxy that says nothing is given up in time, and its connection is closed", async () => {
  await using proxy = await startProxy({ kind: "hangs" });
  const env = { HTTPS_PROXY: proxy.url() };
  const client = new PromptsGptClient({ apiUrl: `https://${HOST}`, token: TOKEN, env, timeoutMs: 200 });
  await expect(client.generatePrompts({ goal: "g" })).rejects.toThrow("did not answer within 0.2 s");
  const giveUp = new AbortController();
  const asked = new PromptsGptClient({ apiUrl: `https://${HOST}`, token: TOKEN, env }).getProject({
    signal: giveUp.signal,
  });
  setTimeout(() => giveUp.abort(new Error("enough")), 50);
  await expect(asked).rejects.toThrow("enough");
  expect(proxy.asked.length).toBe(2);
  await expect.poll(() => proxy.open.size).toBe(0);
});

test("this very machine is never asked for through a proxy", async () => {
  await using registry = await startRegistry();
  const env = { HTTPS_PROXY: "http://127.0.0.1:1", HTTP_PROXY: "http://127.0.0.1:1", ALL_PROXY: "http://127.0.0.1:1" };
  expect((await new PromptsGptClient({ apiUrl: registry.url, token: TOKEN, env }).getProject()).id).toBe("project-1");
});
