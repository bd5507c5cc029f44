import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { DATABASES, registryFor } from "../support/both.ts";
import { type Asked, draft } from "../support/registry.ts";

const NEW = { "if-none-match": "*" };
const put = (fields: object, headers: Record<string, string> = NEW): Asked => ({
  method: "PUT",
  body: draft(fields),
  headers,
});
const raw = (body: string | Uint8Array): Asked => ({ method: "PUT", body, headers: NEW });

const labelled = (version: number): Asked => ({ method: "PUT", body: { version } });
const imported = (versions: readonly object[]): Asked => ({
  method: "POST",
  body: {
    archived: false,
    labels: {},
    versions: versions.map((one) => ({ version: 1, updatedAt: "2026-01-01T00:00:00Z", draft: draft(), ...one })),
  },
});
const until = (expiresAt: string): Asked => ({ method: "POST", body: { name: "a", scope: "read", expiresAt } });

/** What is asked, with which answer; `field`: the one that the answer names. */
const REFUSED: readonly (readonly [name: string, path: string, asked: Asked, status: number, field?: string])[] = [
  ["no token", "/prompts", { token: null }, 401],
  ["a token of another shape", "/prompts", { token: "secret" }, 401],
  ["broken JSON", "/prompts/x", raw("{"), 400],
  ["bytes that are no UTF-8", "/prompts/x", raw(Uint8Array.of(0x22, 0xff, 0x22)), 400],
  ["an empty body", "/prompts/x", raw(""), 400],
  ["a list", "/prompts/x", raw("[]"), 422],
  ["something nested beyond reason", "/prompts/x", raw("[".repeat(200_000) + "]".repeat(200_000)), 422],
  ["a form", "/prompts/x", { ...put({}), headers: { ...NEW, "content-type": "text/plain" } }, 415],
  ["no title", "/prompts/x", put({ title: "" }), 422, "title"],
  ["a title with an escape", "/prompts/x", put({ title: "\u001B[31m" }), 422, "title"],
  ["a body with NUL", "/prompts/x", put({ body: "a\u0000b" }), 422, "body"],
  [
    "half of a character",
    "/prompts/x",
    raw(JSON.stringify(draft({ body: "a" })).replace('"a"', '"\\ud800"')),
    422,
    "body",
  ],
  ["NUL in a default", "/prompts/x", put({ variables: { a: { default: "\u0000" } } }), 422, "variables.a.default"],
  ["another source", "/prompts/x", put({ source: "elsewhere" }), 422, "source"],
  ["a text that is too long", "/prompts/x", put({ body: "a".repeat(1_048_577) }), 422, "body"],
  ["a body that is too large", "/prompts/x", put({ body: "a".repeat(9_000_000) }), 413],
  ["a name with a capital", "/prompts/Alpha", put({}), 422, "slug"],
  ["a name that climbs", "/prompts/..%2f..%2fetc", put({}), 422, "slug"],
  ["a name with NUL", "/prompts/a%00b", put({}), 422, "slug"],
  ["NUL in a name that is asked for", "/prompts/a%00b", {}, 404],
  ["NUL in a filter", "/prompts?category=a%00b", {}, 422, "category"],
  ["NUL in a token's name", "/tokens/a%00b", { method: "DELETE" }, 404],
  ["no condition", "/prompts/x", put({}, {}), 428],
  ["a condition that is none", "/prompts/x", put({}, { "if-match": "3" }), 422, "If-Match"],
  ["several conditions", "/prompts/x", put({}, { "if-match": '"1", "2"' }), 422, "If-Match"],
  ["a limit of 0", "/prompts?limit=0", {}, 422, "limit"],
  ["a limit that is no number", "/prompts?limit=ten", {}, 422, "limit"],
  ["a limit twice", "/prompts?limit=1&limit=2", {}, 422, "limit"],
  ["a cursor of somebody's own", "/prompts?cursor=abc", {}, 422, "cursor"],
  ["a version of 0", "/prompts/x?version=0", {}, 422, "version"],
  ["a prompt that is not there", "/prompts/nothing", {}, 404],
  ["a path that is not there", "/nothing", {}, 404],
  ["a method that is not there", "/prompts/x", { method: "PATCH" }, 405],
  ["a label that cannot be one", "/prompts/x/labels/A%20b", { method: "PUT", body: { version: 1 } }, 422],
  ["a label of no version", "/prompts/x/labels/a", { method: "PUT", body: { version: 9 } }, 404],
  ["a label of a version that no database can count", "/prompts/x/labels/a", labelled(3e9), 422, "version"],
  ["an import of such a version", "/prompts/x/import", imported([{ version: 3e9 }]), 422, "versions.0.version"],
  ["an import of a version twice", "/prompts/x/import", imported([{}, {}]), 422, "versions"],
  [
    "an import of the 31st of February",
    "/prompts/x/import",
    imported([{ updatedAt: "2026-02-31T00:00:00Z" }]),
    422,
    "versions.0.updatedAt",
  ],
  ["a token until year 0", "/tokens", until("0000-01-01T00:00:00Z"), 422, "expiresAt"],
  ["archiving nothing", "/prompts/nothing", { method: "DELETE", headers: NEW }, 404],
  ["a token of another scope", "/tokens", { method: "POST", body: { name: "a", scope: "root" } }, 422, "scope"],
  ["a token that is not there", "/tokens/nothing", { method: "DELETE" }, 404],
  ["generation without a model", "/generate", { method: "POST", body: { goal: "g" } }, 501],
  ["another host", "/prompts", { headers: { host: "evil.example" } }, 421],
];

for (const kind of DATABASES)
  describe(`with the ${kind} database`, () => {
    const registry = registryFor(kind);

    for (const [name, path, asked, status, field] of REFUSED)
      test(`${name} is refused`, async () => {
        const { url, adminToken, ask } = registry();
        const answer =
          asked.headers?.["host"] === undefined ? await ask(`/api/v1${path}`, asked) : await askAs(url, adminToken);
        expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
        expect(answer.body).toMatchObject({ status, title: expect.stringMatching(/./) });
        const { errors = [] } = answer.body as { errors?: { field: string; reason: string }[] };
        expect(errors.map((one) => one.field)).toEqual(field === undefined ? errors.map((one) => one.field) : [field]);
        expect(answer.text).not.toMatch(/pgpt_[\w-]{5}|node_modules|at \w+ \(/);
        expect(answer.headers.get("access-control-allow-origin")).toBe(null);
        expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      });

    test("what looks like SQL and like operators of a search is only text", async () => {
      const { ask } = registry();
      const text = "'; drop table prompt; -- & | ! <-> :* \\ \" %";
      await ask("/api/v1/prompts/quotes", put({ title: text, body: text, category: text }));
      for (const q of [text, "drop & | !", "':*", "\\"]) {
        const found = await ask(`/api/v1/prompts?q=${encodeURIComponent(q)}`);
        expect([q, found.status]).toEqual([q, 200]);
      }
      const found = await ask(`/api/v1/prompts?q=drop%20tab&category=${encodeURIComponent(text)}`);
      expect((found.body["prompts"] as { title: string }[]).map(({ title }) => title)).toEqual([text]);
    });

    test("the largest prompt there may be is kept byte for byte", async () => {
      const { ask } = registry();
      const body = "\u{1F600}ü\u2028".repeat(262_144);
      const written = await ask("/api/v1/prompts/largest", put({ body }));
      expect(written.status).toBe(200);
      const read = await ask("/api/v1/prompts/largest?version=1");
      expect(read.body["body"] === body).toBe(true);
    });

    test("a token that is wrong, unknown, expired or revoked gets the very same answer", async () => {
      const { ask } = registry();
      const make = async (fields: object) =>
        (await ask("/api/v1/tokens", { method: "POST", body: { name: "t", scope: "read", ...fields } })).body as {
          id: string;
          token: string;
        };
      const [expired, revoked] = [await make({ expiresAt: "2020-01-01T00:00:00Z" }), await make({})];
      expect((await ask("/api/v1/prompts", { token: revoked.token })).status).toBe(200);
      expect((await ask(`/api/v1/tokens/${revoked.id}`, { method: "DELETE" })).status).toBe(204);
      const answers = await Promise.all(
        [expired.token, revoked.token, `pgpt_${"a".repeat(43)}`, "pgpt_x"].map((token) =>
          ask("/api/v1/prompts", { token }),
        ),
      );
      const seen = answers.map(({ status, text, headers }) =>
        JSON.stringify([status, text, [...headers].filter(([name]) => name !== "date")]),
      );
      expect([new Set(seen).size, answers[0]?.status]).toEqual([1, 401]);
    });

    test("each scope may do what it says, and no more", async () => {
      const { ask } = registry();
      const tokens: Record<string, string> = {};
      for (const scope of ["read", "write", "admin"])
        tokens[scope] = (await ask("/api/v1/tokens", { method: "POST", body: { name: scope, scope } })).body[
          "token"
        ] as string;
      const statuses = async (path: string, asked: Asked) =>
        Object.fromEntries(
          await Promise.all(
            Object.entries(tokens).map(async ([scope, token]) => [
              scope,
              (await ask(`/api/v1${path}`, { ...asked, token })).status,
            ]),
          ),
        ) as object;
      expect(await statuses("/prompts", {})).toEqual({ read: 200, write: 200, admin: 200 });
      expect(await statuses("/prompts/no-such", { method: "DELETE", headers: { "if-match": '"1"' } })).toEqual({
        read: 403,
        write: 404,
        admin: 404,
      });
      expect(await statuses("/tokens", {})).toEqual({ read: 403, write: 403, admin: 200 });
      expect(await statuses("/changes", {})).toEqual({ read: 200, write: 200, admin: 200 });
    });

    test("one project sees nothing of another, whatever it asks", async () => {
      const { ask } = registry();
      await ask("/api/v1/prompts/ours", put({ title: "Ours alone" }));
      const { token } = (await ask("/api/v1/projects", { method: "POST", body: { name: `other-${kind}` } })).body as {
        token: string;
      };
      for (const path of ["/prompts/ours", "/prompts/ours?version=1", "/prompts/ours/versions", "/prompts/ours/export"])
        expect([path, (await ask(`/api/v1${path}`, { token })).status]).toEqual([path, 404]);
      expect((await ask("/api/v1/prompts?q=ours", { token })).body["prompts"]).toEqual([]);
      expect((await ask("/api/v1/projects", { token })).status).toBe(403);
      expect((await ask("/api/v1/prompts/ours/labels/a", { method: "PUT", token, body: { version: 1 } })).status).toBe(
        404,
      );
      expect((await ask("/api/v1/slugs", { token })).body["slugs"]).toEqual([]);
    });
  });

describe("whoever tries many tokens", () => {
  const registry = registryFor("embedded");

  test("is told to wait, while those who are known go on", async () => {
    const { ask, adminToken } = registry();
    expect((await ask("/api/v1/prompts")).status).toBe(200);
    const made = (await ask("/api/v1/tokens", { method: "POST", body: { name: "t", scope: "read" } })).body;
    const revoked = String(made["token"]);
    expect((await ask("/api/v1/prompts", { token: revoked })).status).toBe(200);
    await ask(`/api/v1/tokens/${String(made["id"])}`, { method: "DELETE" });
    const statuses: number[] = [];
    for (let at = 0; at < 2; at++) statuses.push((await ask("/api/v1/prompts", { token: revoked })).status);
    for (let at = 0; at < 30; at++) statuses.push((await ask("/api/v1/prompts", { token: `pgpt_${at}` })).status);
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 401), 429, 429]);
    // One that was known once is one of theirs.
    expect((await ask("/api/v1/prompts", { token: revoked })).status).toBe(429);
    const answer = await ask("/api/v1/prompts", { token: "pgpt_x" });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask("/api/v1/prompts", { token: adminToken ?? "" })).status).toBe(200);
    // Also when what is known of tokens has to be looked up again.
    await ask("/api/v1/tokens", { method: "POST", body: { name: "another", scope: "read" } });
    expect((await ask("/api/v1/prompts", { token: adminToken ?? "" })).status).toBe(200);
  });
});

/** By hand: `fetch` says its own host. */
async function askAs(url: string, token = "") {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.end(
    `GET /api/v1/prompts HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
  );
  let text = "";
  for await (const chunk of socket.setEncoding("utf8")) text += String(chunk);
  const [head = "", body = ""] = text.split("\r\n\r\n");
  const headers = new Headers(
    head
      .split("\r\n")
      .slice(1)
      .map((line): [string, string] => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return { status: Number(head.slice(9, 12)), headers, text: body, body: JSON.parse(body) as Record<string, unknown> };
}
