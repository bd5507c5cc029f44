import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registryChildren } from "../../support/bundled.ts";
import { pack, startRegistry, TOKEN } from "../../support/registry.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const FAULT = fileURLToPath(new URL("../../support/fault-sync.mjs", import.meta.url));
const LINES = "one\ntwo\nthree\nfour\nfive\n";
const MINE = "somebody's own words";

let children: Awaited<ReturnType<typeof registryChildren>>;
beforeAll(async () => void (children = await registryChildren()));
afterAll(async () => await children[Symbol.asyncDispose]());

/** A registry with all that can happen to a prompt waiting in it, and the folder that was synced before. */
async function place() {
  const slugs = ["created", "updated", "merged", "clashed", "gone", "taken", "kept"];
  const registry = await startRegistry(
    slugs.filter((slug) => slug !== "created" && slug !== "taken").map((slug) => pack(slug, { body: LINES })),
  );
  const history = new Map([...registry.prompts].map(([slug, one]) => [`${slug}@1`, one]));
  registry.intercept(({ url }, response) => {
    const [, slug, version] = /prompts\/([^?/]+)\?version=(\d+)/.exec(url) ?? [];
    const old = history.get(`${slug}@${version}`);
    if (old === undefined) return false;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(old));
    return true;
  });
  const folder = await tempFolder({ ".git/HEAD": "ref: refs/heads/main\n" });
  const env = { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: registry.url };
  const file = (slug: string) => folder.at(`.prompts-gpt/${slug}.md`);
  const read = (slug: string) => (existsSync(file(slug)) ? readFileSync(file(slug), "utf8") : undefined);
  const edit = (slug: string, from: string) => writeFileSync(file(slug), read(slug)?.replace(from, MINE) ?? MINE);
  const publish = (slug: string, body: string) => registry.prompts.set(slug, pack(slug, { body, version: 2 }));
  const sync = async (more = {}, fault: Readonly<Record<string, string>> = {}) =>
    await children.start(
      { call: "sync", prune: true, ...more },
      { cwd: folder.path, env: { ...env, ...fault }, node: ["--import", FAULT] },
    );
  return {
    ...folder,
    registry,
    read,
    edit,
    sync,
    async settle() {
      await sync();
      publish("created", LINES);
      for (const slug of ["updated", "merged", "clashed"]) publish(slug, LINES.replace("one", "ONE"));
      registry.prompts.delete("gone");
      publish("taken", "theirs\n");
      edit("merged", "five");
      edit("clashed", "one");
      edit("taken", "");
      edit("kept", "two");
    },
    tree: () =>
      readdirSync(folder.path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .toSorted()
        .map((path) => [path.slice(folder.path.length), readFileSync(path, "utf8")]),
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

type Place = Awaited<ReturnType<typeof place>>;

/** Every word that somebody wrote is still somewhere; no file that is read as a prompt is half of one. */
function nothingLost(here: Place, edited: readonly string[] = []): void {
  for (const slug of ["merged", "clashed", "taken", "kept"])
    expect(here.tree().some(([path, text]) => path?.includes(slug) && text?.includes(MINE))).toBe(true);
  for (const slug of ["created", "updated", "gone"].filter((one) => !edited.includes(one)))
    expect(here.read(slug) ?? LINES).toMatch(/(?:one|ONE)\ntwo\nthree\nfour\nfive\n$/);
}

test("a kill at every change of the disk: nothing is lost, and the next sync ends where an unbroken one does", async () => {
  await using whole = await place();
  await whole.settle();
  const log = whole.at("count");
  await whole.sync({}, { FAULT_LOG: log });
  const changes = Number(readFileSync(log, "utf8").trim().split("\n").at(-1));
  rmSync(log);
  const end = whole.tree();
  expect(changes).toBeGreaterThan(10);
  for (let at = 1; at <= changes; at++)
    for (const how of ["before", "half"]) {
      await using here = await place();
      await here.settle();
      const { signal } = await here.sync({}, { FAULT_AT: String(at), FAULT_HOW: how });
      expect([at, how, signal]).toEqual([at, how, "SIGKILL"]);
      nothingLost(here);
      await here.sync();
      expect([at, how, here.tree()]).toEqual([at, how, end]);
    }
}, 240_000);

test("a kill, then edits, then a sync: nothing is lost, and it comes to rest", async () => {
  const story = fc.record({
    at: fc.integer({ min: 1, max: 24 }),
    how: fc.constantFrom("before", "half"),
    force: fc.boolean(),
    edits: fc.uniqueArray(fc.constantFrom("created", "updated", "merged", "kept"), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ at, how, force, edits }) => {
      await using here = await place();
      await here.settle();
      await here.sync({ force }, { FAULT_AT: String(at), FAULT_HOW: how });
      if (!force) nothingLost(here);
      const edited = edits.filter((slug) => here.read(slug)?.includes("four\n"));
      for (const slug of edited)
        writeFileSync(here.at(`.prompts-gpt/${slug}.md`), here.read(slug)?.replace("four", `after ${slug}`) ?? "");
      await here.sync();
      for (const slug of edited) expect(here.read(slug)).toContain(`after ${slug}`);
      nothingLost(here, edited);
      const before = here.tree();
      await here.sync();
      expect(here.tree()).toEqual(before);
    }),
    { numRuns: process.env["SAMPLES"] === "few" ? 5 : 15 },
  );
}, 240_000);
