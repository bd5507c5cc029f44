import { describe, expect, test } from "vitest";
import { DATABASES, registryFor } from "../support/both.ts";
import { freePort } from "../support/postgres.ts";
import { startRegistry, tempFolder } from "../support/registry.ts";
import { newToken, signedIn, Visitor } from "../support/visitor.ts";

const idOf = async (registry: ReturnType<ReturnType<typeof registryFor>>, name: string) => {
  const { tokens } = (await registry.ask("/api/v1/tokens")).body as { tokens: { id: string; name: string }[] };
  return tokens.find((token) => token.name === name)?.id ?? "";
};

for (const kind of DATABASES)
  describe(`sessions of the page with the ${kind} database`, () => {
    const registry = registryFor(kind);

    test("a token opens the page that was asked for; without it there is none", async () => {
      const visitor = new Visitor(registry());
      const asked = await visitor.get("/tokens?x=1");
      expect([asked.status, asked.headers.get("location")]).toEqual([303, "/sign-in?to=%2Ftokens%3Fx%3D1"]);
      const signed = await visitor.signIn(registry().adminToken ?? "", "/tokens?x=1");
      expect([signed.status, signed.headers.get("location")]).toEqual([303, "/tokens?x=1"]);
      expect((await visitor.get("/tokens")).html).toContain("administrator");
    });

    test("the cookie is out of reach of scripts and other sites, and is not the token", async () => {
      const token = await newToken(registry(), { name: "cookie" });
      const { headers } = await new Visitor(registry()).signIn(token);
      const cookie = headers.get("set-cookie") ?? "";
      expect(cookie).toMatch(/^registry=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
      expect(cookie).not.toContain(token.slice(5));
    });

    test("a token that is unknown, has run out or was revoked is refused in the same words", async () => {
      const revoked = await newToken(registry(), { name: "revoked before" });
      await registry().ask(`/api/v1/tokens/${await idOf(registry(), "revoked before")}`, { method: "DELETE" });
      const expired = await newToken(registry(), { name: "expired", expiresAt: "2020-01-01T00:00:00Z" });
      const answers = await Promise.all(
        [`pgpt_${"x".repeat(43)}`, revoked, expired, "", "no token"].map((token) =>
          new Visitor(registry()).signIn(token),
        ),
      );
      expect(new Set(answers.map(({ status, html }) => `${status} ${html}`)).size).toBe(1);
      expect([answers[0]?.status, answers[0]?.html.includes("not accepted")]).toEqual([401, true]);
      expect(answers[0]?.headers.get("set-cookie")).toBeNull();
    });

    test("a session ends with its token, at once", async () => {
      const visitor = new Visitor(registry());
      await visitor.signIn(await newToken(registry(), { name: "soon revoked" }));
      expect((await visitor.get("/")).status).toBe(200);
      await registry().ask(`/api/v1/tokens/${await idOf(registry(), "soon revoked")}`, { method: "DELETE" });
      expect((await visitor.get("/")).headers.get("location")).toBe("/sign-in");
    });

    test("a session ends when its token runs out", async () => {
      const visitor = new Visitor(registry());
      const expiresAt = new Date(Date.now() + 2_000).toISOString();
      await visitor.signIn(await newToken(registry(), { expiresAt }));
      expect((await visitor.get("/")).status).toBe(200);
      await expect.poll(async () => (await visitor.get("/")).status, { timeout: 5_000 }).toBe(303);
    });

    test("signing out ends the session for every copy of its cookie", async () => {
      const visitor = await signedIn(registry(), "read");
      const copy = new Visitor(registry());
      copy.cookie = visitor.cookie;
      const out = await visitor.post("/sign-out", {});
      expect([out.status, out.headers.get("set-cookie")]).toEqual([303, expect.stringContaining("Max-Age=0")]);
      expect((await copy.get("/")).status).toBe(303);
    });

    test("whoever signs in again has one session, not two", async () => {
      const visitor = await signedIn(registry(), "read");
      const former = new Visitor(registry());
      former.cookie = visitor.cookie;
      await visitor.signIn(await newToken(registry(), {}));
      expect([(await former.get("/")).status, (await visitor.get("/")).status]).toEqual([303, 200]);
    });

    test("nobody is led to another site by signing in", async () => {
      const token = await newToken(registry(), {});
      for (const to of [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:1",
        "/sign-in?to=/sign-in",
      ])
        expect((await new Visitor(registry()).signIn(token, to)).headers.get("location")).toBe("/");
    });
  });

test("under a public https URL the cookie is for https alone, and bound to this host", async () => {
  using folder = tempFolder();
  const port = await freePort();
  const publicUrl = new URL("https://prompts.example.com");
  await using registry = await startRegistry({ folder: folder.path }, { publicUrl, port });
  const answer = await fetch(`http://127.0.0.1:${port}/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ "sign-in-token": registry.adminToken ?? "" }),
    headers: { "sec-fetch-site": "same-origin" },
    redirect: "manual",
  });
  expect(answer.headers.get("set-cookie")).toMatch(/^__Host-registry=[\w-]{43};.* Path=\/; .*; Secure$/);
});

test("tokens that do not hold are counted together with those of the API", async () => {
  using folder = tempFolder();
  await using registry = await startRegistry({ folder: folder.path });
  const token = `pgpt_${"x".repeat(43)}`;
  for (let n = 0; n < 15; n++) {
    await new Visitor(registry).signIn(token);
    await registry.ask("/api/v1/project", { token });
  }
  const last = await new Visitor(registry).signIn(token);
  expect([last.status, last.html.includes("Try again in")]).toEqual([429, true]);
  expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await registry.ask("/api/v1/project", { token })).status).toBe(429);
});
