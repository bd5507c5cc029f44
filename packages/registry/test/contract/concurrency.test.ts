import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { inject, describe, expect, test } from "vitest";
import { DATABASES, registryFor } from "../support/both.ts";
import { newDatabase } from "../support/postgres.ts";
import { draft, startRegistry } from "../support/registry.ts";
import { Visitor } from "../support/visitor.ts";

const NEW = { "if-none-match": "*" };
const WRITERS = 50;

for (const kind of DATABASES)
  describe(`with the ${kind} database`, () => {
    const registry = registryFor(kind);

    test("50 writers of one prompt lose nothing: each version is what one of them wrote, and was told", async () => {
      const { ask } = registry();
      const path = "/api/v1/prompts/contested";
      await ask(path, { method: "PUT", body: draft({ body: "start" }), headers: NEW });
      const write = async (body: string): Promise<[number, string]> => {
        for (;;) {
          const { version } = (await ask(path)).body;
          const answer = await ask(path, {
            method: "PUT",
            body: draft({ body }),
            headers: { "if-match": `"${String(version)}"` },
          });
          if (answer.status === 200) return [answer.body["version"] as number, body];
          // A machine that is slow has no connection in time for all of them: then nothing was acknowledged, and a client tries again.
          expect([412, 503]).toContain(answer.status);
        }
      };
      const told = await Promise.all(Array.from({ length: WRITERS }, (_, at) => write(`writer ${at}`)));
      expect(told.map(([version]) => version).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: WRITERS }, (_, at) => at + 2),
      );
      for (const [version, body] of told) expect((await ask(`${path}?version=${version}`)).body["body"]).toBe(body);
      const { versions } = (await ask(`${path}/versions`)).body as { versions: unknown[] };
      expect(versions).toHaveLength(WRITERS + 1);
    }, 60_000);

    test("of 50 who make the same prompt one does", async () => {
      const { ask } = registry();
      const made = Array.from({ length: WRITERS }, (_, at) =>
        ask("/api/v1/prompts/raced", { method: "PUT", body: draft({ body: `${at}` }), headers: NEW }),
      );
      const statuses = (await Promise.all(made)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => [412, 503].includes(status))).toHaveLength(WRITERS - 1);
    });

    test("whoever was told of a write reads it, also among many reads", async () => {
      const { ask } = registry();
      const path = "/api/v1/prompts/fresh";
      await ask(path, { method: "PUT", body: draft(), headers: NEW });
      let isOver = false;
      const reading = Promise.all(
        Array.from({ length: 10 }, async () => {
          while (!isOver) await ask(path);
        }),
      );
      for (let version = 1; version <= 20; version++) {
        await ask(path, {
          method: "PUT",
          body: draft({ body: `${version + 1}` }),
          headers: { "if-match": `"${version}"` },
        });
        const [one, list] = await Promise.all([ask(path), ask("/api/v1/prompts?slug=fresh")]);
        expect([one.body["version"], (list.body["prompts"] as { version: number }[])[0]?.version]).toEqual([
          version + 1,
          version + 1,
        ]);
      }
      isOver = true;
      await reading;
    }, 60_000);
  });

test("what one server on a PostgreSQL database writes or revokes, another one knows at once", async () => {
  const url = await newDatabase(inject("postgres"));
  await using one = await startRegistry({ url });
  await using other = await startRegistry({ url });
  expect(other.adminToken).toBe(undefined);
  const token = one.adminToken ?? "";
  const made = await one.ask("/api/v1/tokens", { method: "POST", body: { name: "t", scope: "read" } });
  const { id, token: second } = made.body as { id: string; token: string };
  await one.ask("/api/v1/prompts/shared", { method: "PUT", body: draft(), headers: NEW });
  for (let version = 1; version <= 20; version++) {
    const read = await other.ask("/api/v1/prompts/shared", { token: second });
    expect([read.status, read.body["version"]]).toEqual([200, version]);
    await one.ask("/api/v1/prompts/shared", { method: "PUT", body: draft(), headers: { "if-match": `"${version}"` } });
  }
  expect((await other.ask("/api/v1/prompts", { token })).status).toBe(200);
  await one.ask(`/api/v1/tokens/${id}`, { method: "DELETE" });
  expect((await other.ask("/api/v1/prompts", { token: second })).status).toBe(401);
});

test("a session of the page is one at every server of a PostgreSQL database, and ends at all of them", async () => {
  const url = await newDatabase(inject("postgres"));
  await using one = await startRegistry({ url });
  await using other = await startRegistry({ url });
  const here = new Visitor(one);
  const there = new Visitor(other);
  const look = async () => (await there.get("/")).status;
  for (const end of ["signs out", "is revoked"] as const) {
    const made = await one.ask("/api/v1/tokens", { method: "POST", body: { name: "t", scope: "read" } });
    await here.signIn(String(made.body["token"]));
    there.cookie = here.cookie;
    expect([end, await look()]).toEqual([end, 200]);
    if (end === "signs out") await here.post("/sign-out", {});
    else await one.ask(`/api/v1/tokens/${String(made.body["id"])}`, { method: "DELETE" });
    expect([end, await look()]).toEqual([end, 303]);
  }
});

test("writers who wait for each other leave room for readers", async () => {
  const url = await newDatabase(inject("postgres"));
  await using registry = await startRegistry({ url });
  const { ask } = registry;
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query("begin");
  await holder.query("select id from project for update");
  const writing = Array.from({ length: 20 }, (_, at) =>
    ask(`/api/v1/prompts/p${at}`, { method: "PUT", body: draft(), headers: { "if-none-match": "*" } }),
  );
  await wait(200);
  const read = await Promise.all(["/api/v1/changes", "/api/v1/prompts", "/readyz"].map((path) => ask(path)));
  expect(read.map(({ status }) => status)).toEqual([200, 200, 200]);
  await holder.query("commit");
  await holder.end();
  expect((await Promise.all(writing)).filter(({ status }) => status === 200).length).toBeGreaterThan(0);
});

test("of two servers that start on an empty database one makes the project and its token", async () => {
  const url = await newDatabase(inject("postgres"));
  const servers = await Promise.all([1, 2, 3].map(() => startRegistry({ url })));
  expect(servers.filter(({ adminToken }) => adminToken !== undefined)).toHaveLength(1);
  for (const server of servers) await server[Symbol.asyncDispose]();
});
