import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { writePromptManifest, writePromptMarkdownFiles } from "../../src/index.ts";
import { pack } from "../support/registry.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { syncedProject } from "../support/synced.ts";

const FILE = ".prompts-gpt/alpha.md";
const packs = () => [pack("alpha", { body: "one\ntwo\n" }), pack("beta")];

test("diff, offline: what was edited since the sync, as a patch that can be taken back", async () => {
  await using here = await syncedProject(packs(), {}, { git: true });
  await here.sync();
  const asked = here.registry.requests.length;
  const before = here.read(FILE);
  expect((await here.cli("diff")).stdout).toBe("");
  writeFileSync(here.at(FILE), before.replace("two", "TWO"));
  const { exitCode, stdout } = await here.cli("diff");
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`--- a/${FILE}\n+++ b/${FILE}\n`) as string]);
  expect(stdout).toContain("\n-two\n+TWO\n");
  execFileSync("git", ["apply", "-R"], { cwd: here.path, input: stdout });
  expect(here.read(FILE)).toBe(before);
  expect(here.registry.requests.length).toBe(asked);
});

test("in a fresh clone git has the text; where nothing has it, that is said", async () => {
  await using here = await syncedProject(packs(), {}, { git: true });
  await here.sync();
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: here.path, env: { ...process.env, ...here.env } });
  git("add", ".");
  git("-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-qm", "sync");
  rmSync(`${here.home}/cache`, { recursive: true });
  writeFileSync(here.at(FILE), here.read(FILE).replace("two", "TWO"));
  expect((await here.cli("diff", "alpha")).stdout).toContain("\n-two\n+TWO\n");
  rmSync(here.at(".git"), { recursive: true });
  expect((await here.cli("diff")).stdout).toContain("only the digest is known here.\n  try: prompts-gpt diff --remote");
  expect((await here.cli("diff", "--remote")).stdout).toContain("\n-two\n+TWO\n");
  expect((await here.cli("diff", "nosuch")).exitCode).toBe(2);
});

test("--remote asks for the list, a page for a hundred prompts; for one prompt when one is named", async () => {
  await using here = await syncedProject(Array.from({ length: 120 }, (_, index) => pack(`p-${index}`)));
  await here.sync();
  writeFileSync(here.at(".prompts-gpt/p-7.md"), here.read(".prompts-gpt/p-7.md").replace("Do", "Undo"));
  here.publish("p-8", "new\n");
  here.registry.prompts.delete("p-9");
  const { requests } = here.registry;
  requests.length = 0;
  const { exitCode, stdout } = await here.cli("diff", "--remote", "--json");
  const { diffs } = JSON.parse(stdout) as { diffs: { slug: string; version: number | null; patch: string }[] };
  expect([exitCode, diffs.map(({ slug, version }) => [slug, version])]).toEqual([
    0,
    [
      ["p-7", 1],
      ["p-8", 2],
      ["p-9", null],
    ],
  ]);
  expect(diffs[1]?.patch).toContain("-new\n+Do p-8.\n");
  expect(requests.map(({ url }) => url)).toEqual(["/api/v1/prompts?limit=100", "/api/v1/prompts?limit=100&cursor=100"]);
  requests.length = 0;
  expect((await here.cli("diff", "p-7", "--remote")).stdout).toContain("-Do p-7.\n+Undo p-7.\n");
  expect(requests.map(({ url }) => url)).toEqual(["/api/v1/prompts/p-7"]);
});

test("--remote: a list with a prompt that does not hold does not make it gone; it is asked for, and told", async () => {
  await using here = await syncedProject(packs());
  await here.sync();
  here.registry.publish(pack("beta", { sha256: "0".repeat(64) }));
  const { exitCode, stdout, stderr } = await here.cli("diff", "--remote");
  expect([exitCode, stdout, stderr]).toEqual([1, "", expect.stringContaining("another one than it says")]);
  here.registry.publish({ ...pack("omega"), title: "" });
  here.registry.publish(pack("beta"));
  expect((await here.cli("diff", "--remote")).stdout).toBe("");
});

test("list, status and validate know what was edited, waits or is gone", async () => {
  await using here = await syncedProject(packs(), { ".prompts-gpt/own.md": "# Own\nDo it.\n" });
  await here.sync();
  const list = async () =>
    (JSON.parse((await here.cli("list", "--json")).stdout) as { prompts: { slug: string; modified: boolean | null }[] })
      .prompts;
  expect((await list()).map(({ modified }) => modified)).toEqual([false, false, null]);
  writeFileSync(here.at(FILE), here.read(FILE).replace("two", "mine"));
  here.publish("alpha", "one\ntheirs\n");
  expect((await here.sync()).exitCode).toBe(1);
  rmSync(here.at(".prompts-gpt/beta.md"));
  expect((await list()).map(({ slug, modified }) => [slug, modified])).toEqual([
    ["alpha", true],
    ["own", null],
  ]);
  expect((await here.cli("status")).stdout).toContain("from the registry: 1 conflict, 1 missing; see:");
  const validate = await here.cli("validate");
  expect(validate.stdout).toContain(`rm ${FILE}.incoming`);
  expect(validate.stdout).toContain('"beta", and its file is gone');
  writeFileSync(here.at(".prompts-gpt/manifest.json"), "<<<<<<< ours\n");
  expect(await here.cli("validate")).toMatchObject({
    exitCode: 4,
    stdout: expect.stringContaining("conflict that git could not merge") as string,
  });
  expect((await here.cli("status")).stdout).toContain("conflict that git could not merge");
  expect((await here.cli("diff")).exitCode).toBe(2);
  expect((await here.cli("list")).exitCode).toBe(0);
});

test("in a program: files and manifest of prompts that it has", async () => {
  await using folder = await tempFolder({ ".git/HEAD": "ref: refs/heads/main\n" });
  const place = { cwd: folder.path };
  expect((await writePromptMarkdownFiles(packs(), place)).map(({ as }) => as)).toEqual(["created", "created"]);
  expect(await writePromptManifest(packs(), place)).toBe(".prompts-gpt/manifest.json");
  expect((await writePromptMarkdownFiles(packs(), place)).map(({ as }) => as)).toEqual(["unchanged", "unchanged"]);
  await expect(writePromptManifest([pack("a", { slug: "../a" })], place)).rejects.toThrow("does not hold");
  await expect(writePromptMarkdownFiles([pack("a"), pack("a")], place)).rejects.toThrow("more than once");
});
