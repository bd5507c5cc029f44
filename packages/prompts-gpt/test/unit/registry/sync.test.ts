import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PromptsGptClient } from "../../../src/registry/client.ts";
import type { PromptPack } from "../../../src/registry/contract/types.ts";
import { finishSync, prepareSync } from "../../../src/registry/sync/sync.ts";
import { pack, startRegistry, TOKEN } from "../../support/registry.ts";
import { tempFolder } from "../../support/temp-folder.ts";

/** A folder and a registry, and a sync between them. Old versions of prompts can be had, as in a real registry. */
async function place(packs: readonly PromptPack[] = []) {
  const registry = await startRegistry(packs);
  const folder = await tempFolder({});
  const client = new PromptsGptClient({ apiUrl: registry.url, token: TOKEN });
  return {
    ...folder,
    registry,
    /** Every file with its text. */
    tree: () =>
      readdirSync(folder.path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((file) => [file, readFileSync(file, "utf8"), statSync(file).mtimeMs]),
    read: (path: string) => (existsSync(folder.at(path)) ? readFileSync(folder.at(path), "utf8") : undefined),
    publish(slug: string, body: string) {
      const version = (registry.prompts.get(slug)?.version ?? 0) + 1;
      registry.publish(pack(slug, { body, version }));
    },
    async sync({ prune = false, force = false, query = {} } = {}) {
      const planned = await prepareSync({
        root: folder.path,
        pulled: await client.pull(query),
        isComplete: Object.keys(query).length === 0,
        versionOf: (slug, version) => client.getPrompt(slug, { version }).catch(() => undefined),
        prune,
        force,
        backups: ".prompts-gpt/.backups/now",
      });
      await finishSync(folder.path, planned);
      return Object.fromEntries(planned.settled.map(({ slug, as }) => [slug, as]));
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const FILE = ".prompts-gpt/alpha.md";
const LINES = "one\ntwo\nthree\nfour\nfive\n";

test("the first sync writes files and a manifest, a line for each prompt; the second writes nothing", async () => {
  await using here = await place([pack("beta"), pack("alpha", { sweep: { defaultIterations: 3 } })]);
  expect(await here.sync()).toEqual({ alpha: "created", beta: "created" });
  const manifest = here.read(".prompts-gpt/manifest.json");
  expect(manifest?.match(/^ {4}\{"slug":"\w+","version":1,"path":"[^"]+"/gm)).toEqual([
    '    {"slug":"alpha","version":1,"path":".prompts-gpt/sweeps/alpha.md"',
    '    {"slug":"beta","version":1,"path":".prompts-gpt/beta.md"',
  ]);
  expect(here.read(".prompts-gpt/beta.md")).toBe("---\ntitle: beta\nslug: beta\nversion: 1\n---\nDo beta.\n");
  expect(here.read(".prompts-gpt/sweeps/alpha.md")).toContain("sweep:\n  defaultIterations: 3\n");
  expect(await here.sync()).toEqual({ alpha: "unchanged", beta: "unchanged" });
  expect(here.read(".prompts-gpt/manifest.json")).toBe(manifest);
});

test("a new version replaces a file that nobody changed, in the line ends that it has", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  writeFileSync(here.at(FILE), here.read(FILE)?.replaceAll("\n", "\r\n") ?? "");
  expect(await here.sync()).toEqual({ alpha: "unchanged" });
  here.publish("alpha", "new\nlines\n");
  expect(await here.sync()).toEqual({ alpha: "updated" });
  expect(here.read(FILE)).toMatch(/version: 2\r\n---\r\nnew\r\nlines\r\n$/);
});

test("changes of both sides in different places are merged", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  writeFileSync(here.at(FILE), here.read(FILE)?.replace("five", "FIVE") ?? "");
  expect(await here.sync()).toEqual({ alpha: "edited" });
  here.publish("alpha", LINES.replace("one", "ONE"));
  expect(await here.sync()).toEqual({ alpha: "merged" });
  expect(here.read(FILE)).toContain("version: 2\n---\nONE\ntwo\nthree\nfour\nFIVE\n");
  expect(await here.sync()).toEqual({ alpha: "edited" });
});

test("changes of both sides in one place are a conflict until somebody has settled it", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  const mine = here.read(FILE)?.replace("three", "mine") ?? "";
  writeFileSync(here.at(FILE), mine);
  here.publish("alpha", LINES.replace("three", "theirs"));
  for (const _ of [1, 2]) {
    expect(await here.sync()).toEqual({ alpha: "conflict" });
    expect([here.read(FILE), here.read(`${FILE}.incoming`)?.includes("theirs")]).toEqual([mine, true]);
  }
  rmSync(here.at(`${FILE}.incoming`));
  expect(await here.sync()).toEqual({ alpha: "edited" });
});

test("a file that no sync wrote is somebody's own: the registry's stands beside it", async () => {
  await using here = await place([]);
  await here.sync();
  await here.write(FILE, "my own\n");
  here.publish("alpha", "theirs\n");
  expect(await here.sync()).toEqual({ alpha: "conflict" });
  expect([here.read(FILE), here.read(`${FILE}.incoming`)?.includes("theirs")]).toEqual(["my own\n", true]);
});

test("with force the registry wins, and what stood there is kept", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  const mine = here.read(FILE)?.replace("three", "mine") ?? "";
  writeFileSync(here.at(FILE), mine);
  here.publish("alpha", LINES.replace("three", "theirs"));
  expect(await here.sync({ force: true })).toEqual({ alpha: "forced" });
  expect([here.read(FILE)?.includes("theirs"), here.read(".prompts-gpt/.backups/now/alpha.md")]).toEqual([true, mine]);
});

test("where the registry keeps no old versions nothing is merged by a guess: both stand there", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  writeFileSync(here.at(FILE), (here.read(FILE) ?? "").replace("one", "mine"));
  here.publish("alpha", LINES.replace("five", "theirs"));
  here.registry.intercept(({ url }, response) => {
    if (!url.includes("version=")) return false;
    const newest = JSON.stringify(here.registry.prompts.get("alpha"));
    response.writeHead(200, { "content-type": "application/json" }).end(newest);
    return true;
  });
  expect(await here.sync()).toEqual({ alpha: "conflict" });
});

test("with force the registry also wins where it has nothing new, and over a conflict that waits", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  const synced = here.read(FILE);
  writeFileSync(here.at(FILE), "mine\n");
  expect(await here.sync({ force: true })).toEqual({ alpha: "forced" });
  expect([here.read(FILE), here.read(".prompts-gpt/.backups/now/alpha.md")]).toEqual([synced, "mine\n"]);
  writeFileSync(here.at(FILE), LINES.replace("three", "mine"));
  here.publish("alpha", LINES.replace("three", "theirs"));
  expect(await here.sync()).toEqual({ alpha: "conflict" });
  writeFileSync(here.at(`${FILE}.incoming`), "somebody's notes\n");
  expect(await here.sync({ force: true })).toEqual({ alpha: "forced" });
  expect([here.read(FILE)?.includes("theirs"), here.read(`${FILE}.incoming`)]).toEqual([true, undefined]);
  expect(here.read(".prompts-gpt/.backups/now/alpha.md.incoming")).toBe("somebody's notes\n");
  expect(await here.sync()).toEqual({ alpha: "unchanged" });
});

test("with force the registry wins over an edit of the same version too, and over a conflict that nobody settled", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  const text = here.read(FILE) ?? "";
  writeFileSync(here.at(FILE), text.replace("three", "mine"));
  expect(await here.sync({ force: true })).toEqual({ alpha: "forced" });
  expect([here.read(FILE), here.read(".prompts-gpt/.backups/now/alpha.md")?.includes("mine")]).toEqual([text, true]);
  expect(await here.sync({ force: true })).toEqual({ alpha: "unchanged" });
  writeFileSync(here.at(FILE), text.replace("three", "mine"));
  here.publish("alpha", LINES.replace("three", "theirs"));
  expect(await here.sync()).toEqual({ alpha: "conflict" });
  writeFileSync(here.at(`${FILE}.incoming`), "half put together\n");
  expect(await here.sync({ force: true })).toEqual({ alpha: "forced" });
  expect([here.read(FILE)?.includes("theirs"), here.read(`${FILE}.incoming`)]).toEqual([true, undefined]);
  expect(here.read(".prompts-gpt/.backups/now/alpha.md.incoming")).toBe("half put together\n");
  expect(await here.sync()).toEqual({ alpha: "unchanged" });
});

test("a conflict stays one when the registry has a third version, and what was written beside it is kept", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  writeFileSync(here.at(FILE), here.read(FILE)?.replace("three", "mine") ?? "");
  here.publish("alpha", LINES.replace("three", "theirs"));
  await here.sync();
  // It could be merged with this one; but nobody has said what becomes of the second.
  here.publish("alpha", LINES.replace("three", "theirs").replace("one", "ONE"));
  expect(await here.sync()).toEqual({ alpha: "conflict" });
  expect(here.read(`${FILE}.incoming`)).toMatch(/version: 3\n---\nONE\n[^]*theirs/);
  expect(existsSync(here.at(".prompts-gpt/.backups"))).toBe(false);
  writeFileSync(here.at(`${FILE}.incoming`), "half put together\n");
  here.publish("alpha", "fourth\n");
  expect(await here.sync()).toEqual({ alpha: "conflict" });
  expect(here.read(`${FILE}.incoming`)).toContain("fourth");
  expect(here.read(".prompts-gpt/.backups/now/alpha.md.incoming")).toBe("half put together\n");
  expect(here.read(FILE)).toContain("mine");
});

test("after a conflict that was settled by hand the next version is merged", async () => {
  await using here = await place([pack("alpha", { body: `version: 9\n${LINES}` })]);
  await here.sync();
  const mine = here.read(FILE)?.replace("three", "mine and theirs") ?? "";
  writeFileSync(here.at(FILE), mine);
  here.publish("alpha", `version: 9\n${LINES.replace("three", "theirs")}`);
  expect(await here.sync()).toEqual({ alpha: "conflict" });
  rmSync(here.at(`${FILE}.incoming`));
  here.publish("alpha", `version: 9\n${LINES.replace("three", "theirs").replace("one", "ONE")}`);
  expect(await here.sync()).toEqual({ alpha: "merged" });
  expect(here.read(FILE)).toMatch(/version: 3\n---\nversion: 9\nONE\ntwo\nmine and theirs\nfour\nfive\n$/);
});

test("who takes the registry's version has settled the conflict; what he wrote beside it stays", async () => {
  for (const theirs of [true, false]) {
    await using here = await place([pack("alpha", { body: LINES })]);
    await here.sync();
    writeFileSync(here.at(FILE), here.read(FILE)?.replace("three", "mine") ?? "");
    here.publish("alpha", LINES.replace("three", "theirs"));
    await here.sync();
    writeFileSync(here.at(FILE), here.read(`${FILE}.incoming`) ?? "");
    if (!theirs) writeFileSync(here.at(`${FILE}.incoming`), "notes\n");
    expect(await here.sync()).toEqual({ alpha: "unchanged" });
    expect(here.read(`${FILE}.incoming`)).toBe(theirs ? undefined : "notes\n");
    const before = here.tree();
    await here.sync();
    expect(here.tree()).toEqual(before);
  }
});

test("where the registry has forgotten the version that both come from, both stand side by side", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  writeFileSync(here.at(FILE), here.read(FILE)?.replace("five", "FIVE") ?? "");
  here.publish("alpha", LINES.replace("one", "ONE"));
  here.registry.versions.delete("alpha@1");
  expect(await here.sync()).toEqual({ alpha: "conflict" });
  expect([here.read(FILE), here.read(`${FILE}.incoming`)]).toEqual([
    expect.stringContaining("one\ntwo\nthree\nfour\nFIVE"),
    expect.stringContaining("ONE\ntwo\nthree\nfour\nfive"),
  ]);
});

test("what the registry has no more is kept, and pruned only when nobody changed it", async () => {
  await using here = await place([pack("alpha"), pack("beta"), pack("gamma")]);
  await here.sync();
  writeFileSync(here.at(FILE), "mine\n");
  here.registry.prompts.delete("alpha");
  here.registry.prompts.delete("beta");
  expect(await here.sync()).toEqual({ alpha: "orphaned", beta: "orphaned", gamma: "unchanged" });
  expect(await here.sync({ prune: true })).toEqual({ alpha: "orphaned", beta: "removed", gamma: "unchanged" });
  expect([here.read(FILE), here.read(".prompts-gpt/beta.md")]).toEqual(["mine\n", undefined]);
  expect(await here.sync({ prune: true, query: { slug: "gamma" } })).toEqual({ gamma: "unchanged" });
});

test("a text that the registry has in Windows line ends is no edit once it was written", async () => {
  await using here = await place([pack("alpha", { body: "one\r\ntwo\r\n" })]);
  await here.sync();
  expect(here.read(FILE)?.endsWith("---\none\ntwo\n")).toBe(true);
  expect(await here.sync()).toEqual({ alpha: "unchanged" });
  here.publish("alpha", "one\r\ntwo\r\nthree\r\n");
  expect(await here.sync()).toEqual({ alpha: "updated" });
  expect(await here.sync()).toEqual({ alpha: "unchanged" });
});

test("a manifest in Windows line ends is the same manifest, and keeps them", async () => {
  await using here = await place([pack("alpha")]);
  await here.sync();
  const windows = here.read(".prompts-gpt/manifest.json")?.replaceAll("\n", "\r\n") ?? "";
  await here.write(".prompts-gpt/manifest.json", windows);
  await here.sync();
  expect(here.read(".prompts-gpt/manifest.json")).toBe(windows);
  here.publish("beta", "Do beta.\n");
  await here.sync();
  expect(here.read(".prompts-gpt/manifest.json")?.match(/(?<!\r)\n/g)).toBeNull();
});

test("line ends are no edit: what is gone is pruned with CRLF too", async () => {
  await using here = await place([pack("alpha"), pack("beta")]);
  await here.sync();
  writeFileSync(here.at(FILE), here.read(FILE)?.replaceAll("\n", "\r\n") ?? "");
  here.registry.prompts.delete("alpha");
  expect(await here.sync({ prune: true })).toEqual({ alpha: "removed", beta: "unchanged" });
});

test("a manifest that is lost is made anew: what is as the registry has it is adopted, nothing is overwritten", async () => {
  await using here = await place([pack("alpha"), pack("beta")]);
  await here.sync();
  const manifest = here.read(".prompts-gpt/manifest.json");
  rmSync(here.at(".prompts-gpt/manifest.json"));
  writeFileSync(here.at(FILE), "mine\n");
  expect(await here.sync()).toEqual({ alpha: "conflict", beta: "adopted" });
  expect([here.read(FILE), here.read(".prompts-gpt/manifest.json")]).toEqual(["mine\n", manifest]);
});

test("the same prompts are the same bytes, wherever, whenever, and in whatever order they come", async () => {
  const packs = [pack("beta", { tags: ["y", "x"] }), pack("alpha", { sweep: {} }), pack("gamma")];
  await using one = await place(packs);
  await using other = await place(packs.toReversed().map((each) => ({ ...each, updatedAt: "2027-01-01T00:00:00Z" })));
  for (const here of [one, other]) {
    await here.sync({ query: { slug: here === one ? "beta" : "gamma" } });
    await here.sync();
  }
  const texts = (here: typeof one) => here.tree().map(([path, text]) => [String(path).replace(here.path, ""), text]);
  expect(texts(one)).toEqual(texts(other));
  expect(JSON.stringify(texts(one))).not.toMatch(/\d{4}-\d\d-\d\d/);
});

test("a registry that changes a version afterwards: the new text comes, or stands beside an edit", async () => {
  await using here = await place([pack("alpha", { body: LINES }), pack("beta", { body: LINES })]);
  await here.sync();
  writeFileSync(here.at(FILE), here.read(FILE)?.replace("five", "FIVE") ?? "");
  for (const slug of ["alpha", "beta"]) here.registry.publish(pack(slug, { body: LINES.replace("one", "ONE") }));
  expect(await here.sync()).toEqual({ alpha: "conflict", beta: "updated" });
  expect([here.read(FILE), here.read(`${FILE}.incoming`)]).toEqual([
    expect.stringContaining("FIVE"),
    expect.stringContaining("ONE"),
  ]);
});

test("bytes that are no UTF-8, and CRLF, survive what a merge would do to them", async () => {
  await using here = await place([pack("alpha", { body: LINES }), pack("beta", { body: LINES })]);
  await here.sync();
  const latin = Buffer.concat([Buffer.from(here.read(FILE) ?? ""), Buffer.from([0xe9, 0x0a])]);
  writeFileSync(here.at(FILE), latin);
  const beta = here.at(".prompts-gpt/beta.md");
  writeFileSync(beta, readFileSync(beta, "utf8").replace("five", "FIVE").replaceAll("\n", "\r\n"));
  for (const slug of ["alpha", "beta"]) here.publish(slug, LINES.replace("one", "ONE"));
  expect(await here.sync()).toEqual({ alpha: "conflict", beta: "merged" });
  expect(readFileSync(here.at(FILE))).toEqual(latin);
  expect(readFileSync(beta, "utf8")).toMatch(/version: 2\r\n---\r\nONE\r\ntwo\r\nthree\r\nfour\r\nFIVE\r\n$/);
  writeFileSync(beta, readFileSync(beta, "utf8").replace("two", "mine"));
  here.publish("beta", LINES.replace("two", "theirs"));
  expect(await here.sync()).toMatchObject({ beta: "conflict" });
  expect(readFileSync(`${beta}.incoming`, "utf8")).toMatch(/version: 3\r\n[^]*theirs\r\n/);
});

test("a list with holes in it does not say what is gone", async () => {
  await using here = await place([pack("alpha"), pack("beta")]);
  await here.sync();
  here.registry.prompts.delete("alpha");
  here.registry.prompts.set("Bad Slug", pack("Bad Slug"));
  expect(await here.sync({ prune: true })).toEqual({ beta: "unchanged" });
  here.registry.prompts.delete("Bad Slug");
  expect(await here.sync({ prune: true })).toEqual({ alpha: "removed", beta: "unchanged" });
});

test("the same change on both sides is no conflict; a registry of nothing leaves nothing", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  writeFileSync(here.at(FILE), here.read(FILE)?.replace("three", "3").replace("five", "FIVE") ?? "");
  here.publish("alpha", LINES.replace("three", "3"));
  expect(await here.sync()).toEqual({ alpha: "merged" });
  await using empty = await place([]);
  await empty.sync();
  expect(empty.tree()).toEqual([]);
});

test("the line ends of a file are those of its first line", async () => {
  await using here = await place([pack("alpha", { body: LINES })]);
  await here.sync();
  const mixed = here.read(FILE)?.replace("four\n", "four\r\n") ?? "";
  writeFileSync(here.at(FILE), mixed);
  here.publish("alpha", LINES.replace("one", "ONE"));
  expect(await here.sync()).toEqual({ alpha: "updated" });
  expect(here.read(FILE)).not.toContain("\r");
});

test("drafts of writers that were killed go with the next sync; those of writers at work stay", async () => {
  await using here = await place([pack("alpha")]);
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  await here.write(`.prompts-gpt/alpha.md.${dead}-1.tmp`, "half");
  await here.write(`.prompts-gpt/alpha.md.${process.pid}-ffffff1.tmp`, "at work");
  await here.sync();
  expect(readdirSync(here.at(".prompts-gpt")).toSorted()).toEqual([
    "alpha.md",
    `alpha.md.${process.pid}-ffffff1.tmp`,
    "manifest.json",
  ]);
});

test("a file that was deleted comes back", async () => {
  await using here = await place([pack("alpha")]);
  await here.sync();
  rmSync(here.at(FILE));
  expect(await here.sync()).toEqual({ alpha: "restored" });
});

test("nothing is written through a link", async () => {
  await using outside = await tempFolder({ "victim.md": "precious\n" });
  await using here = await place([pack("alpha")]);
  symlinkSync(outside.path, here.at(".prompts-gpt"));
  await expect(here.sync()).rejects.toThrow("no folder of its own");
  rmSync(here.at(".prompts-gpt"));
  await here.sync();
  rmSync(here.at(FILE));
  symlinkSync(outside.at("victim.md"), here.at(FILE));
  await expect(here.sync()).rejects.toThrow("is a link");
  expect(readFileSync(outside.at("victim.md"), "utf8")).toBe("precious\n");
});

/** One thing that may happen between two syncs. */
const happening = fc.oneof(
  fc.record({
    kind: fc.constant("publish" as const),
    slug: fc.constantFrom("alpha", "beta"),
    line: fc.nat(4),
    word: fc.constantFrom("x", "y", "z"),
  }),
  fc.record({
    kind: fc.constant("edit" as const),
    slug: fc.constantFrom("alpha", "beta"),
    line: fc.nat(4),
    word: fc.constantFrom("p", "q"),
  }),
  fc.record({ kind: fc.constant("archive" as const), slug: fc.constantFrom("alpha", "beta") }),
  fc.record({ kind: fc.constant("delete" as const), slug: fc.constantFrom("alpha", "beta") }),
  fc.record({ kind: fc.constant("sync" as const), prune: fc.boolean(), force: fc.boolean() }),
  fc.record({ kind: fc.constant("settle" as const), slug: fc.constantFrom("alpha", "beta") }),
);

test("whatever happens, no edit is lost, and a sync after a sync writes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 12 }), async (story) => {
      await using here = await place([pack("alpha", { body: LINES }), pack("beta", { body: LINES })]);
      await here.sync();
      const mine = new Map<string, string>();
      let serial = 0;
      for (const event of story) {
        if (event.kind === "sync") await here.sync({ prune: event.prune, force: event.force });
        else if (event.kind === "settle") rmSync(here.at(`.prompts-gpt/${event.slug}.md.incoming`), { force: true });
        else if (event.kind === "archive") here.registry.prompts.delete(event.slug);
        else if (event.kind === "publish") {
          const before = here.registry.prompts.get(event.slug)?.body ?? LINES;
          here.publish(event.slug, changed(before, event.line, event.word));
        } else {
          const path = `.prompts-gpt/${event.slug}.md`;
          const text = here.read(path);
          if (event.kind === "delete") {
            rmSync(here.at(path), { force: true });
            mine.delete(path);
          } else if (text !== undefined) {
            const word = `${event.word}${serial++}`;
            const [front = "", body = ""] = text.split("---\n").slice(1);
            writeFileSync(here.at(path), `---\n${front}---\n${changed(body, event.line, word)}`);
            mine.set(path, word);
          }
        }
      }
      await here.sync();
      // In the file, or in the copy of it that a forced sync has made.
      const words = here.tree().map(([path, text]) => `${String(path)}\n${String(text)}`);
      for (const [path, word] of mine) {
        const file = path.replace(".prompts-gpt/", "");
        expect(words.filter((text) => text.split("\n")[0]?.includes(file) && text.includes(word))).not.toEqual([]);
      }
      const before = here.tree();
      await here.sync();
      expect(here.tree()).toEqual(before);
    }),
    { numRuns: Number(process.env["SAMPLES"] === "few" ? 20 : 100) },
  );
});

function changed(body: string, line: number, word: string): string {
  return body
    .split("\n")
    .map((text, index) => (index === line ? word : text))
    .join("\n");
}
