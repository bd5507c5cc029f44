import { execFileSync } from "node:child_process";
import { symlink } from "node:fs/promises";
import { expect, test } from "vitest";
import { findPromptFile } from "../../../src/prompts/find.ts";
import { listLibrary } from "../../../src/prompts/library.ts";
import { validateLibrary } from "../../../src/prompts/validate.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

const own = (slug: string, body = "Do it.\n") => `---\ntitle: ${slug}\nslug: ${slug}\n---\n${body}`;

test("the library: prompts and sweeps, sorted; a broken file is an entry with an error", async () => {
  await using folder = await tempFolder({
    ".prompts-gpt/b.md": own("bee"),
    ".prompts-gpt/a.md": "---\ntitle: A\n---\nx",
    ".prompts-gpt/sweeps/s.md": own("sweep-it"),
    ".prompts-gpt/.hidden.md": own("hidden"),
    ".prompts-gpt/config.json": "{}",
    ".prompts-gpt/other/c.md": own("deep"),
  });
  const entries = await listLibrary(folder.path);
  expect(
    entries.map(({ kind, relativePath, prompt, findings }) => [kind, relativePath, prompt?.slug, findings[0]?.code]),
  ).toEqual([
    ["prompt", ".prompts-gpt/a.md", undefined, "prompt.missing-slug"],
    ["prompt", ".prompts-gpt/b.md", "bee", undefined],
    ["sweep", ".prompts-gpt/sweeps/s.md", "sweep-it", undefined],
  ]);
});

test("no library is an empty one", async () => {
  await using folder = await tempFolder();
  expect(await listLibrary(folder.path)).toEqual([]);
});

test("links out of the library, links to nothing and pipes become errors and are not read", async () => {
  await using outside = await tempFolder({ "secret.md": "# Secret\nx" });
  await using folder = await tempFolder({ ".prompts-gpt/a.md": "x" });
  await symlink(outside.at("secret.md"), folder.at(".prompts-gpt/b.md"));
  await symlink("nothing.md", folder.at(".prompts-gpt/c.md"));
  execFileSync("mkfifo", [folder.at(".prompts-gpt/d.md")]);
  const entries = await listLibrary(folder.path);
  expect(entries.map(({ prompt, findings }) => prompt?.title ?? findings[0]?.message)).toEqual([
    "a",
    "it is a link that leads out of the library.",
    "There is no file .prompts-gpt/c.md.",
    "it is no regular file.",
  ]);
});

const FILES = {
  "task.md": "x",
  "sub/inner.md": "x",
  ".prompts-gpt/fix-bug.md": own("repair"),
  ".prompts-gpt/broken.md": "---\n",
  ".prompts-gpt/sweeps/audit.md": own("audit-all"),
  ".prompts-gpt/sub/x.md": "a folder named like a prompt",
};

for (const [name, cwd, found] of [
  ["task.md", ".", "task.md"],
  ["inner.md", "sub", "sub/inner.md"],
  ["../task.md", "sub", "task.md"],
  ["sub/inner.md", "sub", "sub/inner.md"],
  ["fix-bug.md", ".", ".prompts-gpt/fix-bug.md"],
  ["fix-bug", "sub", ".prompts-gpt/fix-bug.md"],
  [".prompts-gpt/fix-bug.md", "sub", ".prompts-gpt/fix-bug.md"],
  ["repair", "sub", ".prompts-gpt/fix-bug.md"],
  ["broken", ".", ".prompts-gpt/broken.md"],
  ["audit", ".", ".prompts-gpt/sweeps/audit.md"],
  ["audit-all", ".", ".prompts-gpt/sweeps/audit.md"],
] as const)
  test(`${name} in ${cwd} means ${found}`, async () => {
    await using folder = await tempFolder(FILES);
    expect(await findPromptFile(folder.path, name, folder.at(cwd))).toBe(folder.at(found));
  });

test("a folder of that name does not hide a prompt of the library", async () => {
  await using folder = await tempFolder({ ...FILES, "fix-bug/a": "" });
  expect(await findPromptFile(folder.path, "fix-bug", folder.path)).toBe(folder.at(".prompts-gpt/fix-bug.md"));
});

test("a name that nothing has: exit 2 with the nearest and the list", async () => {
  await using folder = await tempFolder(FILES);
  const error = await rejection(findPromptFile(folder.path, "fix-bgu", folder.path));
  expect(error).toMatchObject({ exitCode: 2, fix: "prompts-gpt run fix-bug" });
  expect(error.message).toBe(
    'There is no prompt file "fix-bgu". These are in the library:\n  .prompts-gpt/broken.md\n  .prompts-gpt/fix-bug.md\n  .prompts-gpt/sweeps/audit.md',
  );
});

test("a slug that two files have: exit 2 with both", async () => {
  await using folder = await tempFolder({ ".prompts-gpt/a.md": own("same"), ".prompts-gpt/b.md": own("same") });
  const error = await rejection(findPromptFile(folder.path, "same", folder.path));
  expect([error.exitCode, error.message]).toEqual([
    2,
    '"same" is the name of several prompt files.\n  .prompts-gpt/a.md\n  .prompts-gpt/b.md',
  ]);
});

test("nothing named: the only prompt there is; sweeps do not count", async () => {
  await using folder = await tempFolder({ ".prompts-gpt/a.md": "x", ".prompts-gpt/sweeps/s.md": "x" });
  expect(await findPromptFile(folder.path, undefined, folder.path)).toBe(folder.at(".prompts-gpt/a.md"));
});

test("nothing named and nothing there: exit 2 with what to type", async () => {
  await using folder = await tempFolder();
  const error = await rejection(findPromptFile(folder.path, undefined, folder.path));
  expect(error).toMatchObject({ exitCode: 2, message: "There is no prompt file in .prompts-gpt." });
});

test("nothing named and many there: exit 2 listing twenty of them", async () => {
  const names = Array.from({ length: 23 }, (_, n) => `.prompts-gpt/p${String(n).padStart(2, "0")}.md`);
  await using folder = await tempFolder(Object.fromEntries(names.map((name) => [name, "x"])));
  const { exitCode, message } = await rejection(findPromptFile(folder.path, undefined, folder.path));
  expect([exitCode, message.split("\n").slice(1)]).toEqual([
    2,
    [...names.slice(0, 20).map((name) => `  ${name}`), "  and 3 more"],
  ]);
});

test("validate: all that is to be said, by file and line", async () => {
  await using folder = await tempFolder({
    ".prompts-gpt/a.md": own("one", "Hi {{name}}\n"),
    ".prompts-gpt/b.md": own("one"),
    ".prompts-gpt/c.md": "---\ntitle: C\ntags: x\ntols: y\n---\nx",
    ".prompts-gpt/d.md": Uint8Array.of(0x61, 0xff),
    ".prompts-gpt/e.md": "No frontmatter, all well.\n",
  });
  const findings = await validateLibrary(folder.path);
  expect(findings.map(({ severity, file, line, code }) => `${severity} ${file?.slice(13)}:${line} ${code}`)).toEqual([
    "warning a.md:5 variable.undeclared",
    "error b.md:1 prompt.duplicate-slug",
    "error c.md:1 prompt.missing-slug",
    "error c.md:3 prompt.wrong-type",
    "warning c.md:4 prompt.unknown-key",
    "error d.md:undefined prompt.unreadable",
  ]);
  expect(findings.at(-1)?.message).toBe("byte 1 (line 1) is not valid UTF-8.");
});

test("validate: only the paths that are given", async () => {
  await using folder = await tempFolder({ ".prompts-gpt/a.md": "", "b.md": "", "c.md": "x" });
  const findings = await validateLibrary(folder.path, ["b.md", folder.at("c.md"), "none.md"]);
  expect(findings.map(({ file, message }) => [file, message])).toEqual([
    ["b.md", "The prompt is empty."],
    ["none.md", "There is no file none.md."],
  ]);
});
