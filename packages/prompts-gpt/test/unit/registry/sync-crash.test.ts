import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { syncPrompts } from "../../../src/sdk/sync.ts";
import { registryChildren } from "../../support/bundled.ts";
import { pack, startRegistry, TOKEN } from "../../support/registry.ts";
import { ALL } from "../../support/samples.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const FAULT = fileURLToPath(new URL("../../support/fault-sync.mjs", import.meta.url));
const LINES = "one\ntwo\nthree\nfour\nfive\n";
const MINE = "somebody's own words";

let children: Awaited<ReturnType<typeof registryChildren>>;
beforeAll(async () => void (children = await registryChildren()));
afterAll(async () => await children[Symbol.asyncDispose]());

/** A registry with all that can happen to a prompt waiting in it, and the folder that was synced before: as often as it is wanted. */
async function makePlaces() {
  const slugs = ["created", "updated", "merged", "clashed", "gone", "taken", "kept"];
  const registry = await startRegistry(
    slugs.filter((slug) => slug !== "created" && slug !== "taken").map((slug) => pack(slug, { body: LINES })),
  );
  const publish = (slug: string, version: number, body: string) => registry.publish(pack(slug, { body, version }));
  const settled = placeIn(await tempFolder({ ".git/HEAD": "ref: refs/heads/main\n" }), registry.url);
  await settled.sync();
  publish("created", 2, LINES);
  for (const slug of ["updated", "merged", "clashed"]) publish(slug, 2, LINES.replace("one", "ONE"));
  registry.prompts.delete("gone");
  publish("taken", 2, "theirs\n");
  settled.edit("merged", "five");
  settled.edit("clashed", "one");
  settled.edit("taken", "");
  settled.edit("kept", "two");
  return {
    publish,
    async place() {
      const folder = await tempFolder();
      cpSync(settled.path, folder.path, { recursive: true });
      return placeIn(folder, registry.url);
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await settled[Symbol.asyncDispose]();
    },
  };
}

function placeIn(folder: Awaited<ReturnType<typeof tempFolder>>, url: string) {
  const file = (slug: string) => folder.at(`.prompts-gpt/${slug}.md`);
  const read = (slug: string) => (existsSync(file(slug)) ? readFileSync(file(slug), "utf8") : undefined);
  const edit = (slug: string, from: string, to = MINE) =>
    writeFileSync(file(slug), read(slug)?.replace(from, to) ?? to);
  return {
    ...folder,
    read,
    edit,
    sync: async () => {
      await using home = await tempFolder();
      const env = { HOME: home.path, PATH: process.env["PATH"] };
      await syncPrompts({ cwd: folder.path, env, token: TOKEN, apiUrl: url, targets: [], prune: true });
    },
    /** The same in a process of its own, which is killed where `fault` says. */
    async syncIn(fault: Readonly<Record<string, string>>, more: { readonly force?: boolean } = {}) {
      // A cache of its own: what is kept of answers is written too, and counts.
      await using home = await tempFolder();
      const env = { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: url, XDG_CACHE_HOME: home.path, ...fault };
      const node = ["--import", FAULT];
      return await children.start({ call: "sync", prune: true, ...more }, { cwd: folder.path, env, node });
    },
    tree: () =>
      readdirSync(folder.path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .toSorted()
        .map((path) => [path.slice(folder.path.length), readFileSync(path, "utf8")]),
  };
}

type Place = ReturnType<typeof placeIn>;

/** Every word that somebody wrote is still somewhere; no file that is read as a prompt is half of one. */
function nothingLost(here: Place, edited: readonly string[] = []): void {
  for (const slug of ["merged", "clashed", "taken", "kept"])
    expect(here.tree().some(([path, text]) => path?.includes(slug) && text?.includes(MINE))).toBe(true);
  for (const slug of ["created", "updated", "gone"].filter((one) => !edited.includes(one)))
    expect(here.read(slug) ?? LINES).toMatch(/(?:one|ONE)\ntwo\nthree\nfour\nfive\n$/);
}

test("a kill at every change of the disk: nothing is lost, and the next sync ends where an unbroken one does", async () => {
  await using places = await makePlaces();
  await using whole = await places.place();
  await using logs = await tempFolder();
  await whole.syncIn({ FAULT_NAMES: logs.at("names") });
  const changes = readFileSync(logs.at("names"), "utf8").split("\n");
  const end = whole.tree();
  expect(changes.length).toBeGreaterThan(10);
  for (const [index, name] of [...changes.entries()].filter(([at]) => ALL || at % 2 === 0))
    // Only what is written can be half-written.
    for (const how of name === "writeFileSync" || name === "copyFileSync" ? ["before", "half"] : ["before"]) {
      const at = String(index + 1);
      await using here = await places.place();
      const { signal } = await here.syncIn({ FAULT_AT: at, FAULT_HOW: how });
      expect([at, how, signal]).toEqual([at, how, "SIGKILL"]);
      nothingLost(here);
      await here.sync();
      expect([at, how, here.tree()]).toEqual([at, how, end]);
    }
}, 240_000);

test("a kill before the manifest, then a third version: what the killed sync wrote is no edit, and in no conflict", async () => {
  await using places = await makePlaces();
  await using whole = await places.place();
  await using logs = await tempFolder();
  await whole.syncIn({ FAULT_NAMES: logs.at("names") });
  const last = readFileSync(logs.at("names"), "utf8").split("\n").lastIndexOf("renameSync") + 1;
  await using here = await places.place();
  await here.syncIn({ FAULT_AT: String(last), FAULT_HOW: "before" });
  expect(here.read("updated")).toContain("version: 2\n");
  places.publish("updated", 3, LINES.replace("one", "three times"));
  await here.sync();
  expect(here.read("updated")).toMatch(/version: 3\n---\nthree times\n/);
  expect(existsSync(here.at(".prompts-gpt/updated.md.incoming"))).toBe(false);
});

test("a kill, then edits, then a sync: nothing is lost, and it comes to rest", async () => {
  await using places = await makePlaces();
  const story = fc.record({
    at: fc.integer({ min: 1, max: 24 }),
    how: fc.constantFrom("before", "half"),
    force: fc.boolean(),
    edits: fc.uniqueArray(fc.constantFrom("created", "updated", "merged", "kept"), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ at, how, force, edits }) => {
      await using here = await places.place();
      await here.syncIn({ FAULT_AT: String(at), FAULT_HOW: how }, { force });
      if (!force) nothingLost(here);
      const edited = edits.filter((slug) => here.read(slug)?.includes("four\n"));
      for (const slug of edited) here.edit(slug, "four", `after ${slug}`);
      await here.sync();
      for (const slug of edited) expect(here.read(slug)).toContain(`after ${slug}`);
      nothingLost(here, edited);
      const before = here.tree();
      await here.sync();
      expect(here.tree()).toEqual(before);
    }),
    { numRuns: ALL ? 15 : 8 },
  );
}, 240_000);
