import { execFileSync, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request, type RequestOptions } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeAuthority, noCertificates } from "../../../prompts-gpt/test/support/certificates.ts";
import { listen, readTls } from "../../src/server/listen.ts";
import { command, type Registry, serve } from "../support/command.ts";
import { newDatabase } from "../support/postgres.ts";
import { askerOf, draft, tempFolder } from "../support/registry.ts";

const NEW = { "if-none-match": "*" };

describe("a server", () => {
  let url = "";
  let server: Registry;
  beforeAll(async () => {
    url = await newDatabase(inject("postgres"));
    server = await serve(["--trust-proxy", "--log-level", "debug"], { PROMPTS_GPT_REGISTRY_DATABASE_URL: url });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test("writes down who did what, and no token, no prompt, no search", async () => {
    const ask = askerOf(server.url, server.adminToken ?? null);
    await ask("/api/v1/prompts/logged", { method: "PUT", body: draft({ body: "the-text-of-it" }), headers: NEW });
    await ask("/api/v1/prompts?q=what-is-searched");
    await ask("/api/v1/prompts", { token: "pgpt_wrong-one" });
    const made = await ask("/api/v1/tokens", { method: "POST", body: { name: "t", scope: "read" } });
    await ask(`/api/v1/tokens/${server.adminToken}`, { method: "DELETE" }); // in the place of its id
    const other = connect(Number(new URL(server.url).port), "127.0.0.1").resume();
    other.end("GET /under-another-name HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n");
    await once(other, "close");
    await wait(50);
    const lines = server.output.stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({ method: "PUT", path: "/api/v1/prompts/logged", status: 200 }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ path: "/api/v1/prompts", status: 401 }));
    expect(lines).toContainEqual(expect.objectContaining({ path: "/under-another-name", status: 421 }));
    for (const secret of [
      server.adminToken,
      made.body["token"],
      "pgpt_wrong-one",
      "the-text-of-it",
      "what-is-searched",
    ])
      expect(server.output.stderr).not.toContain(secret);
  });

  test("counts failures by whom the proxy names, and by nobody whom the client names", async () => {
    const fail = async (forwarded: string) =>
      (await askerOf(server.url, "pgpt_x")("/api/v1/prompts", { headers: { "x-forwarded-for": forwarded } })).status;
    for (let at = 0; at < 30; at++) expect(await fail(`10.0.0.${at}, 192.0.2.1`)).toBe(401);
    expect([await fail("10.0.0.99, 192.0.2.1"), await fail("192.0.2.1, 192.0.2.2")]).toEqual([429, 401]);
  });

  test("lets nobody wait for ever with half a request", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
    const started = performance.now();
    socket.resume();
    await once(socket, "close");
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

test("told to stop it finishes what is under way, takes nothing new, and ends with 0; told twice it ends at once", async () => {
  const url = await newDatabase(inject("postgres"));
  const server = await serve(["--database-url", url]);
  const ask = askerOf(server.url, server.adminToken ?? null);
  // Somebody else has the project for a second: the write has to wait.
  const pg = (await import("pg")).default;
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query("begin");
  await holder.query("select id from project for update");
  const writing = ask("/api/v1/prompts/late", { method: "PUT", body: draft(), headers: NEW });
  await wait(300);
  const stopped = once(server.child, "close");
  server.child.kill("SIGTERM");
  await wait(300);
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow("fetch failed");
  await holder.query("commit");
  await holder.end();
  expect((await writing).status).toBe(200);
  expect(await stopped).toEqual([0, null]);

  const again = await serve(["--database-url", url]);
  const open = connect(Number(new URL(again.url).port), "127.0.0.1");
  await once(open, "connect");
  // A body that never comes.
  const head = ["PUT /api/v1/prompts/x HTTP/1.1", "Host: 127.0.0.1", `Authorization: Bearer ${server.adminToken}`];
  open.write([...head, "Content-Type: application/json", "Content-Length: 10", "", ""].join("\r\n"));
  open.on("error", () => {}); // it is cut off
  const ended = once(again.child, "close");
  await wait(200);
  again.child.kill("SIGTERM");
  await wait(700);
  again.child.kill("SIGTERM");
  expect(await ended).toEqual([143, null]);
  expect(await askerOf((await serveAgain(url)).url, server.adminToken ?? null)("/api/v1/prompts/late")).toMatchObject({
    status: 200,
  });
});

test("a connection on which nothing is asked keeps no server from ending", async () => {
  using folder = tempFolder();
  const server = await serve(["--data", folder.path]);
  const open = ["", "GET /healthz HTTP/1.1\r\nHost: "].map((text) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.on("error", () => {}); // it is cut off
    socket.write(text);
    return socket;
  });
  await Promise.all(open.map((socket) => once(socket, "connect")));
  await wait(200);
  server.child.kill("SIGTERM");
  expect(await Promise.race([once(server.child, "close"), wait(10_000)])).toEqual([0, null]);
});

const started: Registry[] = [];
afterAll(async () => {
  for (const one of started) await one[Symbol.asyncDispose]();
});
async function serveAgain(url: string): Promise<Registry> {
  const server = await serve(["--database-url", url]);
  started.push(server);
  return server;
}

const missing = noCertificates();
test.skipIf(missing !== undefined)(`https by a certificate of one's own ${missing ?? ""}`, async () => {
  using folder = tempFolder();
  const { ca, certify } = makeAuthority(folder.path);
  certify("127.0.0.1", 2);
  const url = await newDatabase(inject("postgres"));
  const files = ["--tls-cert", join(folder.path, "127.0.0.1.2.pem"), "--tls-key", join(folder.path, "127.0.0.1.key")];
  await using server = await serve(["--database-url", url, ...files]);
  expect(server.url).toMatch(/^https:/);
  const ask = (path: string, options: RequestOptions, body = "") =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(server.url + path, { ca: readFileSync(ca), ...options }, (answer) => {
        resolve(answer.resume());
      });
      asked.on("error", reject);
      asked.end(body);
    });
  const prompts = await ask("/api/v1/prompts", { headers: { authorization: `Bearer ${server.adminToken}` } });
  expect(prompts.statusCode).toBe(200);
  // Of the page: a browser sends this cookie over https alone, and takes it from this very host alone.
  const type = "application/x-www-form-urlencoded";
  const headers = { origin: server.url, "sec-fetch-site": "same-origin", "content-type": type };
  const signedIn = await ask("/sign-in", { method: "POST", headers }, `sign-in-token=${server.adminToken}`);
  const [cookie = ""] = signedIn.headers["set-cookie"] ?? [];
  expect(cookie).toMatch(/^__Host-registry=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
  expect((await ask("/", { headers: { cookie: cookie.split(";")[0] } })).statusCode).toBe(200);
});

test.skipIf(missing !== undefined)(
  "what is under way over https is finished too, and a silent connection is not waited for",
  async () => {
    using folder = tempFolder();
    const { ca, certify } = makeAuthority(folder.path);
    certify("127.0.0.1", 2);
    const tls = readTls(join(folder.path, "127.0.0.1.2.pem"), join(folder.path, "127.0.0.1.key"));
    const begun = new EventEmitter();
    const fetch = async () => {
      begun.emit("request");
      await wait(600);
      return new Response("done");
    };
    const asked = once(begun, "request");
    const { port, close } = await listen({ host: "127.0.0.1", port: 0, tls, fetch });
    const silent = connect(port, "127.0.0.1").on("error", () => {}); // it is cut off, without a word of TLS
    await once(silent, "connect");
    const status = new Promise((resolve, reject) => {
      request({ port, host: "127.0.0.1", ca: readFileSync(ca) }, (answer) => resolve(answer.resume().statusCode))
        .on("error", reject)
        .end();
    });
    await asked;
    const started = performance.now();
    await close();
    expect([await status, performance.now() - started < 5_000]).toEqual([200, true]);
  },
);

test("a database that is newer than the server is left alone", async () => {
  const url = await newDatabase(inject("postgres"));
  await (await serve(["--database-url", url]))[Symbol.asyncDispose]();
  const pg = (await import("pg")).default;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("insert into migration (version) values (99)");
  await client.end();
  const { code, stderr } = await command("serve", "--port", "0", "--database-url", url);
  expect([code, stderr]).toEqual([2, expect.stringContaining("version 99")]);
});

test("a password in the arguments is warned of, in the environment not", async () => {
  const url = new URL(await newDatabase(inject("postgres")));
  url.password = "hunter2";
  const [loud, quiet] = [
    await command("token", "create", "--database-url", url.href),
    spawn(process.execPath, [join(import.meta.dirname, "../../dist/main.js"), "token", "create"], {
      env: { PATH: process.env["PATH"], HOME: "/nonexistent", PROMPTS_GPT_REGISTRY_DATABASE_URL: url.href },
    }),
  ];
  let said = "";
  quiet.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await once(quiet, "close");
  expect([loud.code, loud.stderr, said]).toEqual([0, expect.stringContaining("PROMPTS_GPT_REGISTRY_DATABASE_URL"), ""]);
  expect(loud.stderr).not.toContain("hunter2");
});

test("the command explains itself, and refuses what it does not know", async () => {
  const main = join(import.meta.dirname, "../../dist/main.js");
  expect(execFileSync(process.execPath, [main, "--help"], { encoding: "utf8" })).toContain(
    "prompts-gpt-registry [command]",
  );
  for (const args of [
    ["nothing"],
    ["serve", "--nothing"],
    ["token", "list", "--port", "1"],
    ["serve", "--port", "-1"],
    ["backup"],
    ["serve", "--tls-cert", main, "--tls-key", main],
  ]) {
    const { code, stderr } = await command(...args);
    expect([args, code, stderr]).toEqual([args, 2, expect.stringContaining("try: ")]);
  }
});
