import { chmod, mkdir, readdir, readFile, stat, symlink } from "node:fs/promises";
import { expect, test } from "vitest";
import { accept, isTrusted, revoke } from "../../../src/workspace/trust.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

const ITEM = { key: "providers.codex.command", value: "./run", file: ".prompts-gpt/config.json" };
const CUSTOM = {
  key: "customProviders.mine",
  value: { command: "x", args: ["a", "b"] },
  file: ".prompts-gpt/config.json",
};

async function place() {
  const folder = await tempFolder({ "repo/a": "", "other/a": "", "home/a": "" });
  return {
    ...folder,
    repo: folder.at("repo"),
    env: { HOME: folder.at("home") },
    store: folder.at("home/.local/state/prompts-gpt/trust.json"),
  };
}

test("nothing is trusted until it was accepted, and only there", async () => {
  await using folder = await place();
  expect(await isTrusted(folder.repo, [ITEM], folder.env)).toBe(false);
  await accept(folder.repo, [ITEM], folder.env);
  expect(await isTrusted(folder.repo, [ITEM], folder.env)).toBe(true);
  expect(await isTrusted(folder.at("other"), [ITEM], folder.env)).toBe(false);
});

for (const [what, items] of [
  ["another value", [{ ...ITEM, value: "./run2" }, CUSTOM]],
  ["another key", [{ ...ITEM, key: "providers.claude.command" }, CUSTOM]],
  ["another file", [{ ...ITEM, file: ".prompts-gpt/config.local.json" }, CUSTOM]],
  ["one more", [ITEM, CUSTOM, { ...ITEM, key: "providers.codex.args", value: [] }]],
  ["one less", [ITEM]],
  ["other arguments", [ITEM, { ...CUSTOM, value: { command: "x", args: ["b", "a"] } }]],
  ["a text that looks like the list", [ITEM, { ...CUSTOM, value: { command: "x", args: '["a","b"]' } }]],
] as const)
  test(`a change asks again: ${what}`, async () => {
    await using folder = await place();
    await accept(folder.repo, [ITEM, CUSTOM], folder.env);
    expect(await isTrusted(folder.repo, items, folder.env)).toBe(false);
  });

test("the order of keys and items does not matter", async () => {
  await using folder = await place();
  await accept(folder.repo, [ITEM, CUSTOM], folder.env);
  const reordered = { file: CUSTOM.file, value: { args: ["a", "b"], command: "x" }, key: CUSTOM.key };
  expect(await isTrusted(folder.repo, [reordered, ITEM], folder.env)).toBe(true);
});

test("a link to the project is the project", async () => {
  await using folder = await place();
  await symlink("repo", folder.at("link"));
  await accept(folder.at("link"), [ITEM], folder.env);
  expect(await isTrusted(folder.repo, [ITEM], folder.env)).toBe(true);
});

test("revoke forgets one project and leaves the others", async () => {
  await using folder = await place();
  await accept(folder.repo, [ITEM], folder.env);
  await accept(folder.at("other"), [ITEM], folder.env);
  expect([await revoke(folder.repo, folder.env), await revoke(folder.repo, folder.env)]).toEqual([true, false]);
  expect([
    await isTrusted(folder.repo, [ITEM], folder.env),
    await isTrusted(folder.at("other"), [ITEM], folder.env),
  ]).toEqual([false, true]);
});

test("the store is the user's alone and nothing is left beside it", async () => {
  await using folder = await place();
  const directory = folder.at("home/.local/state/prompts-gpt");
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  await accept(folder.repo, [ITEM], folder.env);
  expect([(await stat(folder.store)).mode & 0o777, (await stat(directory)).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(await readdir(directory)).toEqual(["trust.json"]);
});

test("two accepts at once: both end well, one counts at least, and nothing is left beside the store", async () => {
  await using folder = await place();
  const projects = [folder.repo, folder.at("other")];
  await Promise.all(projects.map((project) => accept(project, [ITEM], folder.env)));
  expect(await Promise.all(projects.map((project) => isTrusted(project, [ITEM], folder.env)))).toContain(true);
  expect(await readdir(folder.at("home/.local/state/prompts-gpt"))).toEqual(["trust.json"]);
});

test("XDG_STATE_HOME moves the store", async () => {
  await using folder = await place();
  await accept(folder.repo, [ITEM], { XDG_STATE_HOME: folder.at("state") });
  expect(JSON.parse(await readFile(folder.at("state/prompts-gpt/trust.json"), "utf8"))).toMatchObject({
    schemaVersion: 1,
    projects: { [folder.repo]: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
  });
});

test("a store inside the project is not believed", async () => {
  await using folder = await place();
  const env = { XDG_STATE_HOME: folder.at("repo/state") };
  await accept(folder.at("other"), [ITEM], env);
  const store = JSON.parse(await readFile(folder.at("repo/state/prompts-gpt/trust.json"), "utf8"));
  store.projects[folder.repo] = store.projects[folder.at("other")];
  await folder.write("repo/state/prompts-gpt/trust.json", JSON.stringify(store));
  expect(await isTrusted(folder.repo, [ITEM], env)).toBe(false);
  expect(await rejection(accept(folder.repo, [ITEM], env))).toMatchObject({ exitCode: 2 });
});

for (const content of ["{", "[]", '{"schemaVersion":2}', '{"schemaVersion":1,"projects":{"/x":1}}'])
  test(`a broken store is an error, never an empty one: ${content}`, async () => {
    await using folder = await place();
    await folder.write("home/.local/state/prompts-gpt/trust.json", content);
    const { repo, env, store } = folder;
    for (const use of [() => isTrusted(repo, [ITEM], env), () => accept(repo, [ITEM], env), () => revoke(repo, env)]) {
      const fix = `Look at it, or start afresh: rm ${store}`;
      expect(await rejection(use())).toMatchObject({ exitCode: 2, fix });
    }
    expect(await readFile(folder.store, "utf8")).toBe(content);
  });
