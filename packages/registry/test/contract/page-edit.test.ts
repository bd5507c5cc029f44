import { describe, expect, test } from "vitest";
import { registryFor } from "../support/both.ts";
import { draft } from "../support/registry.ts";
import { newToken, signedIn } from "../support/visitor.ts";

describe("editing at the page", () => {
  const registry = registryFor("embedded");
  const put = (slug: string, fields: object, from?: number) =>
    registry().ask(`/api/v1/prompts/${slug}`, {
      method: "PUT",
      body: draft(fields),
      headers: from === undefined ? { "if-none-match": "*" } : { "if-match": `"${from}"` },
    });
  const get = async (slug: string) => (await registry().ask(`/api/v1/prompts/${slug}`)).body;
  const typed = (fields: object) => ({ title: "Alpha", outputType: "Text", body: "Do it.\n", ...fields });

  test("a change is a new version, made from the one that was seen", async () => {
    await put("edited", { sweep: { defaultIterations: 3 }, source: "generated", tags: ["a", "b, c"] });
    const visitor = await signedIn(registry(), "write");
    const form = typed({ version: "1", base: "1", body: "Do more.\n", tags: "a, b, c", category: "New" });
    const saved = await visitor.post("/prompts/edited/edit", form);
    expect([saved.status, saved.headers.get("location")]).toEqual([303, "/prompts/edited?said=saved"]);
    // Fields that a form does not have, or cannot hold, are as they were.
    expect(await get("edited")).toMatchObject({
      version: 2,
      body: "Do more.\n",
      category: "New",
      sweep: { defaultIterations: 3 },
      source: "generated",
      tags: ["a", "b, c"],
    });
  });

  test("when somebody else saved meanwhile, nothing is lost on either side", async () => {
    await put("stale", { body: "one\n" });
    await put("stale", { body: "one\ntheirs\n" }, 1);
    const visitor = await signedIn(registry(), "write");
    const form = typed({ version: "1", base: "1", body: "one\nmine & <mine>\n", title: "My title" });
    const { status, html } = await visitor.post("/prompts/stale/edit", form);
    expect(status).toBe(409);
    expect(html).toContain("Somebody saved version 2 meanwhile");
    expect(html).toContain("<textarea"); // and in it what was typed, line for line
    expect(html).toContain("one\nmine &amp; &lt;mine&gt;\n</textarea>");
    expect(html).toContain('value="My title"');
    expect(html).toMatch(/<tr class="added">.*?theirs/s);
    expect(html).toContain('name="version" value="2"');
    expect((await get("stale"))["version"]).toBe(2);
    const again = await visitor.post("/prompts/stale/edit", { ...form, version: "2" });
    expect(again.headers.get("location")).toBe("/prompts/stale?said=saved");
    expect(await get("stale")).toMatchObject({ version: 3, title: "My title" });
  });

  test("the same form sent twice makes one version, and one without a change makes none", async () => {
    await put("twice", {});
    const visitor = await signedIn(registry(), "write");
    const form = typed({ version: "1", base: "1", body: "Other.\n" });
    const all = await Promise.all([1, 2, 3].map(() => visitor.post("/prompts/twice/edit", form)));
    expect(all.map(({ status }) => status)).toEqual([303, 303, 303]);
    const same = await visitor.post("/prompts/twice/edit", { ...form, version: "2", base: "2" });
    expect(same.headers.get("location")).toBe("/prompts/twice?said=same");
    expect((await get("twice"))["version"]).toBe(2);
  });

  test("what was typed outlives the session: signed in again, it is saved", async () => {
    await put("session", {});
    const visitor = await signedIn(registry(), "write");
    await visitor.post("/sign-out", {});
    const form = typed({ version: "1", base: "1", body: 'Typed "for" <hours>.\n' });
    const ended = await visitor.post("/prompts/session/edit", form);
    expect(ended.status).toBe(401);
    expect(ended.html).toContain('name="body" value="Typed &quot;for&quot; &lt;hours&gt;.\n"');
    const wrong = await visitor.post("/prompts/session/edit", { ...form, "sign-in-token": "pgpt_wrong" });
    expect([wrong.status, wrong.html.includes("not accepted")]).toEqual([401, true]);
    expect(wrong.html).toContain("Typed &quot;for&quot; &lt;hours&gt;.");
    const token = await newToken(registry(), { scope: "write" });
    const saved = await visitor.post("/prompts/session/edit", { ...form, "sign-in-token": token });
    expect(saved.headers.get("location")).toBe("/prompts/session?said=saved");
    expect((await get("session"))["body"]).toBe('Typed "for" <hours>.\n');
    expect((await visitor.get("/")).status).toBe(200);
  });

  test("wrong fields are named, and everything typed is still there", async () => {
    const visitor = await signedIn(registry(), "write");
    const form = typed({
      slug: "No Slug",
      title: "",
      body: "kept <b>",
      "variable-0-name": "1st",
      "variable-0-default": "x",
    });
    const { status, html } = await visitor.post("/new", form);
    expect(status).toBe(422);
    for (const [field, name] of Object.entries({ slug: "Name", title: "Title", variables: "Variables" }))
      expect(html).toContain(`<a href="#${field}">${name}</a>`);
    expect(html).toContain("kept &lt;b&gt;</textarea>");
    expect(html).toContain('value="1st"');
    await put("taken", { body: "Somebody else's.\n" });
    const taken = await visitor.post("/new", typed({ slug: "taken" }));
    expect([taken.status, taken.html.includes("there is a prompt of this name")]).toEqual([409, true]);
  });

  test("archived while it was edited: saving brings it back, and says so before", async () => {
    await put("archived", {});
    const visitor = await signedIn(registry(), "write");
    expect((await visitor.post("/prompts/archived/archive", {})).headers.get("location")).toBe("/?said=archived");
    const form = typed({ version: "1", base: "1", body: "Mine.\n" });
    const { status, html } = await visitor.post("/prompts/archived/edit", form);
    expect([status, html.includes("archived meanwhile")]).toEqual([409, true]);
    expect((await visitor.get("/?archived=1")).html).toContain("/prompts/archived?version=1");
    const saved = await visitor.post("/prompts/archived/edit", { ...form, version: "" });
    expect(saved.status).toBe(303);
    expect(await get("archived")).toMatchObject({ version: 2, body: "Mine.\n" });
  });

  test("a link to an archived prompt leads to it, and so does what is done there", async () => {
    await put("kept", { body: "still\n" });
    const visitor = await signedIn(registry(), "write");
    await visitor.post("/prompts/kept/archive", {});
    const set = await visitor.post("/prompts/kept/labels", { label: "last", version: "1" });
    const { status, html } = await visitor.get(set.headers.get("location") ?? "");
    expect([status, html.includes("This prompt is archived"), html.includes("Take it back")]).toEqual([
      200,
      true,
      true,
    ]);
    expect((await registry().ask("/api/v1/prompts/kept")).status).toBe(404);
  });

  test("what does not hold is told in the words of the page", async () => {
    const visitor = await signedIn(registry(), "write");
    const { html } = await visitor.post("/new", { slug: "Bad", "variable-0-name": "bad name!" });
    expect(html).toContain("bad name!: a name is at most 64 letters");
    expect(html).not.toContain("/^");
    await put("words", {});
    const label = await visitor.post("/prompts/words/labels", { label: "Not One", version: "1" });
    expect([label.status, label.html]).toEqual([
      422,
      expect.stringContaining("label: it has to be lower-case letters"),
    ]);
    expect(label.html).not.toMatch(/Mend|\/\^/);
  });

  test.each([
    [{ type: "number", default: "some" }, "v: its default has to be a number"],
    [{ type: "boolean", default: "yes" }, "v: its default has to be true or false"],
    [{ enum: "low, high", default: "middle" }, "v: its default has to be one of low, high"],
    [{ type: "enum" }, "v: it has no choices"],
  ])("a variable that nobody could run the prompt with is not saved: %j", async (fields, reason) => {
    const visitor = await signedIn(registry(), "write");
    const row = Object.entries(fields).map(([key, value]) => [`variable-0-${key}`, value]);
    const form = typed({ slug: "contradicts", "variable-0-name": "v", ...Object.fromEntries(row) });
    const { status, html } = await visitor.post("/new", form);
    expect([status, html]).toEqual([422, expect.stringContaining(reason)]);
  });

  test("a new prompt that is sent twice is made once, and said to be", async () => {
    const visitor = await signedIn(registry(), "write");
    const answers = [
      await visitor.post("/new", typed({ slug: "again" })),
      await visitor.post("/new", typed({ slug: "again" })),
    ];
    expect(answers.map(({ headers }) => headers.get("location"))).toEqual(Array(2).fill("/prompts/again?said=made"));
    expect((await visitor.post("/new", typed({ slug: "again", body: "Other.\n" }))).status).toBe(409);
    expect(await get("again")).toMatchObject({ version: 1, body: "Do it.\n" });
  });
});
