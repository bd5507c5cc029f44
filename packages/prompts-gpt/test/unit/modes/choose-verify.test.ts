import { expect, test } from "vitest";
import { acceptTrust, revokeTrust, trustStatus } from "../../../src/index.ts";
import { chooseVerify, type VerifySources } from "../../../src/modes/choose-verify.ts";
import { loadProject } from "../../../src/modes/project.ts";
import { readPromptFile } from "../../../src/prompts/prompt-file.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

const CONFIG = "repo/.prompts-gpt/config.json";
const OWN = "home/.config/prompts-gpt/config.json";
const PROMPT = "repo/.prompts-gpt/sweeps/a.md";
const prompt = (...verify: string[]) => `---\ntitle: A\nslug: a\nverify: ${JSON.stringify(verify)}\n---\nDo it.\n`;
const config = (...verify: string[]) => JSON.stringify({ verify });

async function place(files: Readonly<Record<string, string>>) {
  const folder = await tempFolder({ "repo/.git/HEAD": "", "home/.keep": "", ...files });
  const [cwd, env] = [folder.at("repo"), { HOME: folder.at("home") }];
  return {
    ...folder,
    input: { cwd, env },
    async choose({ given, trust = false, path = PROMPT }: Partial<VerifySources> & { readonly path?: string } = {}) {
      const loaded = await loadProject({ cwd, env, trust });
      const file = Object.hasOwn(files, path) ? await readPromptFile(folder.at(path), { root: cwd }) : undefined;
      return chooseVerify({ given, trust, loaded, file, env });
    },
    async trustAll() {
      const { items } = await trustStatus({ cwd, env });
      await acceptTrust({ cwd, env, items });
    },
  };
}

test("none anywhere: none", async () => {
  await using folder = await place({});
  expect(await folder.choose()).toEqual({ value: [], origin: "built in" });
});

test("what is given counts alone, and needs no acceptance; an empty list switches it off", async () => {
  await using folder = await place({ [CONFIG]: config("a"), [PROMPT]: prompt("b") });
  expect(await folder.choose({ given: ["c"] })).toEqual({ value: ["c"], origin: "input" });
  expect((await folder.choose({ given: [] })).value).toEqual([]);
});

for (const [what, files, file] of [
  ["the configuration", { [CONFIG]: config("a") }, ".prompts-gpt/config.json"],
  ["the prompt file", { [PROMPT]: prompt("a") }, ".prompts-gpt/sweeps/a.md"],
] as const)
  test(`those of ${what} stop a run until they are accepted, for ever or once`, async () => {
    await using folder = await place(files);
    const error = await rejection(folder.choose());
    expect([error.name, error.exitCode, error.message.startsWith(file)]).toEqual(["TrustError", 2, true]);
    expect(error.fix).toContain("prompts-gpt trust ");
    expect((await folder.choose({ trust: true })).value).toEqual(["a"]);
    await folder.trustAll();
    expect((await folder.choose()).value).toEqual(["a"]);
    expect((await trustStatus(folder.input)).trusted).toBe(true);
    await revokeTrust(folder.input);
    expect((await rejection(folder.choose())).name).toBe("TrustError");
  });

test("a prompt file adds to the configuration and takes nothing away", async () => {
  await using folder = await place({ [OWN]: config("a"), [PROMPT]: prompt("b", "a") });
  const { value, origin } = await folder.choose({ trust: true });
  expect([value, origin]).toEqual([["a", "b"], `${folder.at(OWN)}, frontmatter`]);
  await using none = await place({ [OWN]: config("a"), [PROMPT]: prompt() });
  expect((await none.choose()).value).toEqual(["a"]);
});

test("a changed command asks again; another prompt's change asks for nothing here", async () => {
  await using folder = await place({
    [CONFIG]: config("a"),
    [PROMPT]: prompt("b"),
    "repo/.prompts-gpt/c.md": prompt("c"),
  });
  await folder.trustAll();
  await folder.write("repo/.prompts-gpt/c.md", prompt("evil"));
  expect((await folder.choose()).value).toEqual(["a", "b"]);
  expect((await trustStatus(folder.input)).trusted).toBe(false);
  await folder.write(PROMPT, prompt("evil"));
  expect((await rejection(folder.choose())).name).toBe("TrustError");
});

test("what was accepted of one prompt file is not accepted of another", async () => {
  await using folder = await place({ [PROMPT]: prompt("a"), "repo/.prompts-gpt/b.md": prompt("b") });
  const { items } = await trustStatus(folder.input);
  await acceptTrust({ ...folder.input, items: items.filter(({ file }) => file.endsWith("/a.md")) });
  expect((await folder.choose()).value).toEqual(["a"]);
  expect((await rejection(folder.choose({ path: "repo/.prompts-gpt/b.md" }))).name).toBe("TrustError");
});

test("a prompt file outside of the library can be accepted for one run only", async () => {
  const path = "repo/docs/a.md";
  await using folder = await place({ [path]: prompt("a") });
  expect((await rejection(folder.choose({ path }))).fix).toMatch(/: --trust$/);
  expect((await folder.choose({ path, trust: true })).value).toEqual(["a"]);
});
