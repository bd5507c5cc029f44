import { describe, expect, test } from "vitest";
import { DATABASES, registryFor } from "../support/both.ts";
import { draft } from "../support/registry.ts";

const NEW = { "if-none-match": "*" };

for (const kind of DATABASES)
  describe(`with the ${kind} database`, () => {
    const registry = registryFor(kind);
    const put = (slug: string, fields: object = {}, headers: Record<string, string> = NEW) =>
      registry().ask(`/api/v1/prompts/${slug}`, { method: "PUT", body: draft(fields), headers });
    const slugs = async (query: string) =>
      ((await registry().ask(`/api/v1/prompts?${query}`)).body["prompts"] as { slug: string }[]).map(
        ({ slug }) => slug,
      );

    test("a search finds whole words and the beginning of the last one, in every language, wherever they stand", async () => {
      await put("in-title", { title: "Überprüfe Rechnungen", body: "x" });
      await put("in-text", { body: "Отчёт о latency-budget, v1.2 (see example.com/path)" });
      await put("in-tags", { tags: ["Größe"], description: "nothing else", body: "y" });
      expect(await slugs("q=überprüfe+rech")).toEqual(["in-title"]);
      expect(await slugs("q=ÜBERPRÜFE")).toEqual(["in-title"]);
      expect(await slugs("q=прüfe")).toEqual([]);
      expect(await slugs("q=отчёт+бю")).toEqual([]);
      expect(await slugs("q=latency+bud")).toEqual(["in-text"]);
      expect(await slugs("q=example.com")).toEqual(["in-text"]);
      expect(await slugs("q=größe")).toEqual(["in-tags"]);
      expect(await slugs("q=tags+else")).toEqual(["in-tags"]);
      expect(await slugs("q=%21%21")).toEqual([]);
      await put("in-text", { body: "something else" }, { "if-match": '"1"' });
      expect(await slugs("q=latency")).toEqual([]);
    });

    test("what is written without spaces is found wherever it stands, and not by what only looks like it", async () => {
      await put("chinese", { title: "代码审查清单v2版", body: "x" });
      await put("japanese", { title: "レビュー", body: "コードレビューを書く" });
      await put("thai", { title: "ตรวจสอบโค้ด", body: "x" });
      const found: Record<string, string[]> = {
        审查: ["chinese"],
        查: ["chinese"],
        单: ["chinese"],
        "清单 代码": ["chinese"],
        "v2 审": ["chinese"],
        版: ["chinese"],
        查审: [],
        审查码: [],
        レビュー: ["japanese"],
        ﾚﾋﾞｭｰ: ["japanese"],
        ビューを書: ["japanese"],
        โค้ด: ["thai"],
      };
      for (const [q, expected] of Object.entries(found))
        expect([q, await slugs(`q=${encodeURIComponent(q)}`)]).toEqual([q, expected]);
    });

    test("filters narrow a list, each and together", async () => {
      await put("f-one", { category: "filters", supportedTools: ["codex", "claude"], outputType: "Code" });
      await put("f-two", { category: "filters", supportedTools: ["claude"] });
      expect(await slugs("category=filters")).toEqual(["f-one", "f-two"]);
      expect(await slugs("category=filters&tool=codex")).toEqual(["f-one"]);
      expect(await slugs("category=filters&outputType=Text")).toEqual(["f-two"]);
      expect(await slugs("category=filters&tool=claude&slug=f-two")).toEqual(["f-two"]);
      const page = await registry().ask("/api/v1/prompts?category=filters&limit=1");
      const cursor = String(page.body["nextCursor"]);
      expect((await registry().ask(`/api/v1/prompts?category=other&cursor=${cursor}`)).status).toBe(422);
    });

    test("a label is on one version at a time, and lists show that version", async () => {
      const { ask } = registry();
      await put("labelled", { body: "one" });
      await put("labelled", { body: "two" }, { "if-match": '"1"' });
      const set = (version: number) =>
        ask("/api/v1/prompts/labelled/labels/production", { method: "PUT", body: { version } });
      expect((await set(1)).status).toBe(200);
      expect((await ask("/api/v1/prompts/labelled?label=production")).body["body"]).toBe("one");
      expect((await ask("/api/v1/prompts?label=production")).body["prompts"]).toMatchObject([
        { version: 1, body: "one" },
      ]);
      await set(2);
      const { versions } = (await ask("/api/v1/prompts/labelled/versions")).body;
      expect(versions).toMatchObject([
        { version: 2, labels: ["production"] },
        { version: 1, labels: [] },
      ]);
      expect((await ask("/api/v1/prompts/labelled/labels/production", { method: "DELETE" })).status).toBe(204);
      expect(await slugs("label=production")).toEqual([]);
      expect((await ask("/api/v1/prompts/labelled?label=production")).status).toBe(404);
    });

    test("an archived prompt is in no list, its versions can be had, and it comes back", async () => {
      const { ask } = registry();
      await put("archived", { body: "one", category: "archive" });
      const remove = (version: number) =>
        ask("/api/v1/prompts/archived", { method: "DELETE", headers: { "if-match": `"${version}"` } });
      expect((await remove(7)).body["currentVersion"]).toBe(1);
      expect((await remove(1)).status).toBe(204);
      expect((await remove(1)).status).toBe(404);
      expect(await slugs("category=archive")).toEqual([]);
      expect(await slugs("category=archive&archived=true")).toEqual(["archived"]);
      expect(await slugs("category=archive&archived=false")).toEqual([]);
      expect((await ask("/api/v1/prompts?archived=yes")).status).toBe(422);
      expect((await ask("/api/v1/prompts/archived")).status).toBe(404);
      expect((await ask("/api/v1/prompts/archived?version=1")).body["body"]).toBe("one");
      expect((await put("archived", {}, { "if-match": '"1"' })).status).toBe(412);
      expect((await ask("/api/v1/prompts/archived/restore", { method: "POST" })).body["version"]).toBe(1);
      await remove(1);
      // A new one of that name goes on counting: nothing that was handed out gets another meaning.
      expect((await put("archived", { body: "two", category: "archive" })).body["version"]).toBe(2);
      expect(await slugs("category=archive")).toEqual(["archived"]);
    });

    test("the history says what was done by whom, and nothing of a token", async () => {
      const { ask } = registry();
      const { token } = (await ask("/api/v1/tokens", { method: "POST", body: { name: "ci", scope: "write" } })).body;
      await ask("/api/v1/prompts/noted", { method: "PUT", token: String(token), body: draft(), headers: NEW });
      await ask("/api/v1/prompts/noted/labels/a", { method: "PUT", body: { version: 1 } });
      const { body } = await ask("/api/v1/changes?slug=noted");
      expect(body["changes"]).toMatchObject([
        { action: "label.set", madeBy: "administrator", version: 1, label: "a" },
        { action: "prompt.put", madeBy: "ci", version: 1 },
      ]);
      const first = await ask("/api/v1/changes?limit=1");
      expect(first.text).not.toContain("pgpt_");
      const older = await ask(`/api/v1/changes?limit=1&before=${String(first.body["nextBefore"])}`);
      expect(older.body["changes"]).not.toEqual(first.body["changes"]);
    });

    test("a project is what its administrator says", async () => {
      const { ask } = registry();
      const { id: _id, ...fields } = (await ask("/api/v1/project")).body;
      const changed = await ask("/api/v1/project", {
        method: "PUT",
        body: { ...fields, brandName: "Example", targetCountries: ["DE"] },
      });
      expect(changed.body).toMatchObject({ brandName: "Example", targetCountries: ["DE"] });
      expect((await ask("/api/v1/project")).body).toEqual(changed.body);
      expect((await ask("/api/v1/project", { method: "PUT", body: { ...fields, brandName: 7 } })).status).toBe(422);
    });

    test("whoever watches over it is told how it goes, and a stranger nothing", async () => {
      const { ask } = registry();
      expect((await ask("/healthz", { token: null })).status).toBe(200);
      expect((await ask("/readyz", { token: null })).status).toBe(200);
      expect((await ask("/metrics", { token: null })).status).toBe(401);
      const { text } = await ask("/metrics");
      expect(text).toMatch(/^prompts_gpt_registry_requests_total\{route="putPrompt",status="200"\} \d+$/m);
      expect(text).toMatch(/^prompts_gpt_registry_request_seconds_bucket\{route="listPrompts",le="\+Inf"\} \d+$/m);
      expect((await ask("/openapi.json", { token: null })).body["openapi"]).toBe("3.1.0");
    });
  });
