import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { DATABASES, registryFor } from "../support/both.ts";
import { draft } from "../support/registry.ts";

const NEW = { "if-none-match": "*" };
const from = (version: number) => ({ "if-match": `"${version}"` });

for (const kind of DATABASES)
  describe(`with the ${kind} database`, () => {
    const registry = registryFor(kind);
    const put = (slug: string, fields: object = {}, headers: Record<string, string> = NEW) =>
      registry().ask(`/api/v1/prompts/${slug}`, { method: "PUT", body: draft(fields), headers });
    const get = (path: string) => registry().ask(`/api/v1/prompts${path}`);

    test("a prompt gets versions, and each of them can be had", async () => {
      const first = await put("versions", { body: "one" });
      expect([first.status, first.body["version"]]).toEqual([200, 1]);
      const second = await put("versions", { body: "two" }, from(1));
      expect(second.body).toMatchObject({ slug: "versions", version: 2, body: "two" });
      expect(second.body["sha256"]).toBe(createHash("sha256").update("two").digest("hex"));
      expect((await get("/versions")).body["body"]).toBe("two");
      expect((await get("/versions?version=1")).body["body"]).toBe("one");
      const { versions } = (await get("/versions/versions")).body as { versions: { version: number }[] };
      expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    });

    test("a change of something else than the latest is refused, and told what the latest is", async () => {
      await put("stale");
      await put("stale", {}, from(1));
      const answer = await put("stale", {}, from(1));
      expect([answer.status, answer.body["currentVersion"]]).toEqual([412, 2]);
      expect((await put("stale")).status).toBe(412);
      expect((await put("stale", {}, {})).status).toBe(428);
      expect((await put("absent", {}, from(1))).status).toBe(412);
    });

    test("a variable may be called as every object's own things are; nothing is dropped in silence", async () => {
      const variables = { prototype: { description: "Of what" }, constructor: { default: "x" }, plain: {} };
      expect((await put("names", { variables })).body["variables"]).toEqual(variables);
      expect((await get("/names")).body["variables"]).toEqual(variables);
      const refused = await put("refused", { variables: { prototype: { type: "shape" }, ["__proto__"]: {} } });
      const errors = refused.body["errors"] as { field: string }[];
      expect([refused.status, errors.map(({ field }) => field)]).toEqual([
        422,
        ["variables.prototype.type", "variables.__proto__"],
      ]);
    });

    test("pages come to an end, and hold each prompt once", async () => {
      for (const slug of ["page-a", "page-b", "page-c", "page-d", "page-e"]) await put(slug, { category: "pages" });
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const query: string = cursor === null ? "" : `&cursor=${cursor}`;
        const { body } = await get(`?category=pages&limit=2${query}`);
        seen.push(...(body["prompts"] as { slug: string }[]).map(({ slug }) => slug));
        cursor = body["nextCursor"] as string | null;
      } while (cursor !== null);
      expect(seen).toEqual(["page-a", "page-b", "page-c", "page-d", "page-e"]);
    });

    test("a page of large prompts ends early, and the next one goes on", async () => {
      const body = "x".repeat(1_000_000);
      const slugs = Array.from({ length: 7 }, (_, at) => `large-${at}`);
      for (const slug of slugs) await put(slug, { category: "large", body });
      const first = await get("?category=large");
      const seen = (first.body["prompts"] as { slug: string }[]).map(({ slug }) => slug);
      expect(seen).toEqual(slugs.slice(0, 5));
      const second = await get(`?category=large&cursor=${String(first.body["nextCursor"])}`);
      expect(second.body).toMatchObject({ prompts: [{ slug: "large-5" }, { slug: "large-6" }], nextCursor: null });
    });

    test("what has not changed is not sent again", async () => {
      await put("etag");
      const first = await get("/etag");
      const etag = first.headers.get("etag") ?? "";
      const again = await registry().ask("/api/v1/prompts/etag", { headers: { "if-none-match": etag } });
      expect([again.status, again.text]).toEqual([304, ""]);
      await put("etag", { body: "other" }, { "if-match": etag });
      const changed = await registry().ask("/api/v1/prompts/etag", { headers: { "if-none-match": etag } });
      expect([changed.status, changed.body["body"]]).toEqual([200, "other"]);
    });
  });
