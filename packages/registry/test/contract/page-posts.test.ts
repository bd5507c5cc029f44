import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { registryFor } from "../support/both.ts";
import { draft } from "../support/registry.ts";
import { newToken, signedIn, Visitor } from "../support/visitor.ts";

describe("requests to the page", () => {
  const registry = registryFor("embedded");
  const put = (slug: string) =>
    registry().ask(`/api/v1/prompts/${slug}`, { method: "PUT", body: draft(), headers: { "if-none-match": "*" } });

  test("a form is taken from our own page alone", async () => {
    await put("guarded");
    const visitor = await signedIn(registry(), "admin");
    const { url } = registry();
    const other = url.replace("127.0.0.1", "localhost");
    const refused: Record<string, string>[] = [
      {},
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: other },
      { origin: `${url}0` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
      { origin: url, "sec-fetch-site": "same-site" },
      { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    ];
    for (const path of [
      "/new",
      "/prompts/guarded/edit",
      "/prompts/guarded/archive",
      "/prompts/guarded/labels",
      "/tokens",
      "/sign-in",
      "/sign-out",
    ])
      for (const headers of refused)
        expect([path, headers, (await visitor.post(path, {}, headers)).status]).toEqual([path, headers, 403]);
    expect((await visitor.get("/prompts/guarded")).status).toBe(200);
    const taken = await visitor.post("/prompts/guarded/labels", { label: "ok", version: "1" }, { origin: url });
    expect(taken.status).toBe(303);
  });

  test("what a token may not do is not offered, and refused", async () => {
    await put("scoped");
    const reader = await signedIn(registry(), "read");
    const writer = await signedIn(registry(), "write");
    const { html } = await reader.get("/prompts/scoped");
    for (const word of ["/edit", "/archive", "Set label", "/tokens", "/new"]) expect(html).not.toContain(word);
    expect((await writer.get("/prompts/scoped")).html).toContain("/prompts/scoped/edit");
    expect((await writer.get("/")).html).not.toContain('href="/tokens"');
    const writes = ["/new", "/prompts/scoped/edit", "/prompts/scoped/archive", "/prompts/scoped/restore"];
    for (const path of [
      ...writes,
      "/prompts/scoped/labels",
      "/prompts/scoped/labels/remove",
      "/tokens",
      "/tokens/x/revoke",
    ])
      expect([path, (await reader.post(path, {})).status]).toEqual([path, 403]);
    for (const path of ["/new", "/prompts/scoped/edit", "/prompts/scoped/archive", "/tokens"])
      expect([path, (await reader.get(path)).status]).toEqual([path, 403]);
    expect((await writer.post("/tokens", { name: "mine", scope: "admin", days: "" })).status).toBe(403);
    expect((await writer.get("/tokens")).status).toBe(403);
  });

  test("nobody sees what belongs to another project", async () => {
    await put("private");
    const made = await registry().ask("/api/v1/projects", { method: "POST", body: { name: "elsewhere" } });
    const stranger = new Visitor(registry());
    await stranger.signIn(String(made.body["token"]));
    for (const path of ["/prompts/private", "/prompts/private/edit", "/prompts/private/diff?from=1&to=1"])
      expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.get("/")).html).not.toContain("private");
    expect((await stranger.get("/changes")).html).not.toContain("private");
  });

  test("pages let nothing in and are kept nowhere; files are kept for good", async () => {
    const visitor = await signedIn(registry(), "admin");
    await put("headers");
    for (const path of [
      "/",
      "/prompts/headers",
      "/prompts/headers/raw",
      "/tokens",
      "/sign-in",
      "/prompts/nothing",
      "/nothing",
    ]) {
      const { headers } = await visitor.get(path, { accept: "text/html" });
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
      expect(headers.get("content-security-policy")).not.toMatch(/unsafe|\*|http/);
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
    const { html } = await visitor.get("/");
    expect(html).not.toMatch(/<style|style=|<script>|\son[a-z]+=/);
    for (const [, path = ""] of html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
      const { status, headers } = await visitor.get(path);
      expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    }
  });

  test("it is not asked under another name", async () => {
    const { port } = new URL(registry().url);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: `evil.example:${port}` };
      request({ host: "127.0.0.1", port, path: "/sign-in", headers }, (answer) => resolve(answer.statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(421);
  });

  test("a new token is shown once and is in no other page", async () => {
    const visitor = await signedIn(registry(), "admin");
    const made = await visitor.post("/tokens", { name: "<b>shown", scope: "write", days: "30" });
    const [token = ""] = /pgpt_[\w-]{43}/.exec(made.html) ?? [];
    expect(token).not.toBe("");
    const { html } = await visitor.get("/tokens");
    expect(html).toContain("&lt;b&gt;shown");
    expect(html).not.toContain("pgpt_");
    expect((await registry().ask("/api/v1/project", { token })).status).toBe(200);
    expect((await visitor.post("/tokens", { name: "", scope: "root", days: "30" })).status).toBe(422);
  });

  test("what cannot be is told on a page", async () => {
    const visitor = await signedIn(registry(), "admin");
    const cases: [string, number][] = [
      ["/?cursor=nonsense", 422],
      ["/prompts/nothing", 404],
      ["/prompts/nothing?version=0", 422],
      ["/prompts/nothing/diff?from=1", 422],
      ["/prompts/%2e%2e%2f%00/edit", 404],
      ["/?category=%00&q=%00", 200],
      ["/nothing", 404],
      ["/tokens/nothing/revoke", 404],
      ["/changes?before=x", 422],
    ];
    for (const [path, status] of cases) {
      const answer = await visitor.get(path, { accept: "text/html" });
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.html).toContain("<h1>");
    }
    const large = await visitor.post("/new", { body: "x".repeat(11 * 1024 * 1024) });
    expect(large.status).toBe(413);
    await expect(newToken(registry(), {})).resolves.toMatch(/^pgpt_/);
  });

  test("those who are not signed in cannot fill the memory with forms", async () => {
    const stranger = new Visitor(registry());
    const large = { body: "x".repeat(9 * 1024 * 1024) };
    const answers = await Promise.all(Array.from({ length: 4 }, () => stranger.post("/new", large)));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(401) >= 1, count(503) >= 1, count(401) + count(503)]).toEqual([true, true, 4]);
    // There is room again.
    expect((await stranger.post("/new", large)).status).toBe(401);
    expect((await stranger.post("/sign-in", large)).status).toBe(413);
  });
});
