import { execFile, execFileSync } from "node:child_process";
import { lstatSync, readdirSync, statSync } from "node:fs";
import {
  chmod,
  chown,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { loadLocalCredentials, saveLocalCredentials } from "../../../src/index.ts";
import { tempProject } from "../../support/project.ts";
import { rejection } from "../../support/temp-folder.ts";

const FILE = ".prompts-gpt/.credentials.json";
const IGNORE = ".prompts-gpt/.gitignore";
const SECRET = "0123456789abcdef";
const pair = { token: `pgpt_${SECRET}`, apiUrl: "https://example.org" };
const TEXT = `${JSON.stringify(pair, null, 2)}\n`;
/** All that stands in a folder, to see whether anything of it was touched. */
function picture(folder: string) {
  return readdirSync(folder).map((name) => {
    const { mode, nlink, size, ino, mtimeMs } = lstatSync(join(folder, name));
    return { name, mode, nlink, size, ino, mtimeMs };
  });
}

const SAVER = fileURLToPath(new URL("../../support/save-credentials.mjs", import.meta.url));

async function place(files: Readonly<Record<string, string>> = {}, options: { readonly git?: boolean } = {}) {
  const project = await tempProject(files, options);
  const where = { cwd: project.path, env: project.env };
  return {
    ...project,
    save: (credentials = pair) => saveLocalCredentials(credentials, where),
    load: () => loadLocalCredentials(where),
    text: (name: string) => readFile(project.at(name), "utf8"),
    mode: async (name: string) => (await stat(project.at(name))).mode & 0o7777,
    git: (...args: string[]) => execFileSync("git", args, { cwd: project.path, env: project.env, encoding: "utf8" }),
  };
}

test("stored, and read again; the file is as it is documented", async () => {
  await using project = await place();
  expect(await project.load()).toBeUndefined();
  expect(await project.save({ ...pair, apiUrl: "https://Example.org/" })).toBe(project.at(FILE));
  expect([await project.load(), await project.text(FILE), await project.mode(FILE)]).toEqual([pair, TEXT, 0o600]);
  expect(await readdir(project.at(".prompts-gpt"))).toEqual([".credentials.json", ".gitignore"]);
});

test("a token or a URL that does not hold is refused before anything is made", async () => {
  await using project = await place();
  expect(await rejection(project.save({ ...pair, token: "x" }))).toMatchObject({ name: "AuthError", exitCode: 3 });
  expect(await rejection(project.save({ ...pair, apiUrl: "http://example.org" }))).toMatchObject({ exitCode: 2 });
  expect(await readdir(project.path)).not.toContain(".prompts-gpt");
});

describe("only this user reads it", () => {
  const umasks = process.getuid?.() === 0 ? ["000", "022", "777"] : ["000", "022", "077"];
  test.each(umasks)("umask %s: 0600 from the first byte", async (umask) => {
    await using project = await place({ [FILE.replace(".credentials.json", "a.md")]: "# A\n" });
    const folder = project.at(".prompts-gpt");
    const seen = new Set<number>();
    const look = () => {
      for (const name of readdirSync(folder).filter((one) => one.startsWith(".credentials"))) {
        const info = statSync(join(folder, name), { throwIfNoEntry: false });
        if (info !== undefined) seen.add(info.mode & 0o777);
      }
    };
    const ended = promisify(execFile)(process.execPath, [SAVER, project.path, pair.token, umask], { env: project.env });
    let isOver = false;
    const over = ended.finally(() => (isOver = true));
    while (!isOver) {
      look();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await over;
    look();
    expect([...seen].filter((mode) => (mode & 0o077) !== 0)).toEqual([]);
    expect(await project.mode(FILE)).toBe(0o600);
  });

  test.runIf(process.getuid?.() === 0).each(["777", "0177", "277", "022"])(
    "umask %s, another user than root, and no folder yet: stored, and what it stands in can be used",
    async (umask) => {
      await using project = await place();
      const user = 54_321;
      execFileSync("chown", ["-R", `${user}:${user}`, project.path, project.env.HOME]);
      const args = [SAVER, project.path, pair.token, umask, String(user)];
      await promisify(execFile)(process.execPath, args, { env: project.env });
      const own = async (name: string) => (await project.mode(name)) & 0o700;
      expect([await own(".prompts-gpt"), await own(IGNORE), await project.mode(FILE)]).toEqual([0o700, 0o600, 0o600]);
      expect(await project.text(IGNORE)).toBe(".credentials.json*\n");
    },
  );

  for (const mode of [0o644, 0o640, 0o604, 0o777])
    test(`${mode.toString(8)} is tightened when it is read`, async () => {
      await using project = await place({}, { git: false });
      await project.write(FILE, TEXT);
      await chmod(project.at(FILE), mode);
      expect([await project.load(), await project.mode(FILE)]).toEqual([pair, 0o600]);
    });

  test("what a killed writer left is removed, a draft of one at work is not", async () => {
    await using project = await place();
    await project.write(`${FILE}.1-abc.tmp`, TEXT);
    await project.write(`${FILE}.2-abc.tmp`, TEXT);
    await utimes(project.at(`${FILE}.1-abc.tmp`), 1, 1);
    await project.save();
    expect(await readdir(project.at(".prompts-gpt"))).toEqual([
      ".credentials.json",
      ".credentials.json.2-abc.tmp",
      ".gitignore",
    ]);
  });
});

describe("refused with what to type, and nothing is lost", () => {
  const asFile = (text: string) => (path: string) => writeFile(path, text, { mode: 0o600 });
  const cases: readonly (readonly [string, (path: string) => Promise<unknown>, string])[] = [
    ["a link", async (path) => symlink(await elsewhere(path), path), "symbolic link"],
    ["a link to nothing", (path) => symlink("/nowhere/x", path), "symbolic link"],
    ["a folder", (path) => mkdir(path), "is a folder"],
    ["a hard link", async (path) => link(await elsewhere(path), path), "hard link"],
    ["a pipe", async (path) => execFileSync("mkfifo", [path]), "no regular file"],
    ["broken JSON", asFile(`{"token":"${pair.token}",`), "not valid JSON"],
    ["a lone token", asFile(pair.token), "not valid JSON"],
    ["an empty file", asFile(""), "not valid JSON"],
    ["a list", asFile("[]"), "no JSON object"],
    ["an unknown field", asFile(JSON.stringify({ ...pair, user: SECRET })), '"user"'],
    ["a token for a field", asFile(JSON.stringify({ ...pair, [pair.token]: 1 })), "pgpt_…"],
    ["no URL", asFile(JSON.stringify({ token: pair.token })), 'no "apiUrl"'],
    ["no token", asFile(JSON.stringify({ apiUrl: pair.apiUrl })), 'no "token"'],
    ["a token that is a number", asFile(JSON.stringify({ ...pair, token: 1 })), 'no "token"'],
    ["a token of another kind", asFile(JSON.stringify({ ...pair, token: `sk-${SECRET}` })), "does not start with"],
    ["a URL without https", asFile(JSON.stringify({ ...pair, apiUrl: "http://example.org" })), "is not https"],
    ["17 KiB", asFile(JSON.stringify({ ...pair, apiUrl: `https://example.org/${"x".repeat(17_000)}` })), "larger than"],
  ];
  const elsewhere = async (path: string) => {
    const other = `${path}-other`;
    await writeFile(other, TEXT);
    return other;
  };
  for (const [what, make, says] of cases)
    test(what, async () => {
      await using project = await place({ ".prompts-gpt/a.md": "# A\n" });
      await make(project.at(FILE));
      const before = picture(project.at(".prompts-gpt"));
      for (const act of [project.load, project.save]) {
        const error = await rejection(act());
        expect([error.exitCode === 2 || error.exitCode === 3, error.message]).toEqual([
          true,
          expect.stringContaining(says),
        ]);
        expect(`${error.message}${error.fix}${String(error.stack)}${String(error.cause)}`).not.toContain(SECRET);
      }
      expect(picture(project.at(".prompts-gpt"))).toEqual(before);
    });

  for (const target of ["other", "nowhere"])
    test(`.prompts-gpt as a link to ${target}`, async () => {
      await using project = await place({ "other/a.md": "# A\n" });
      await symlink(target, project.at(".prompts-gpt"));
      expect(await rejection(project.save())).toMatchObject({ exitCode: 3, fix: expect.stringContaining("mkdir") });
      await writeFile(project.at("other/.credentials.json"), TEXT);
      expect(await rejection(project.load())).toMatchObject({ exitCode: 3 });
      expect(await project.text("other/.credentials.json")).toBe(TEXT);
    });

  test.runIf(process.getuid?.() === 0)("a file of another user", async () => {
    await using project = await place();
    await project.save();
    await chown(project.at(FILE), 12_345, 12_345);
    for (const act of [project.load, project.save])
      expect(await rejection(act())).toMatchObject({ exitCode: 3, fix: expect.stringContaining("sudo chown") });
    expect(await project.text(FILE)).toBe(TEXT);
  });
});

describe("out of git", () => {
  const status = (project: Awaited<ReturnType<typeof place>>) => project.git("status", "--porcelain", "-uall");

  for (const [what, before, after] of [
    ["made", undefined, ".credentials.json*\n"],
    ["added to", "cache/\n", "cache/\n.credentials.json*\n"],
    ["added to, with the line ends that are there", "a\r\nb\r\n", "a\r\nb\r\n.credentials.json*\r\n"],
    ["added to after an open last line", "a\r\nb", "a\r\nb\r\n.credentials.json*\r\n"],
    ["added to, byte for byte", "# caf\u00e9 \uFEFF\n\n  \n", "# caf\u00e9 \uFEFF\n\n  \n.credentials.json*\n"],
    ["stronger than what stands above", "!.credentials.json\n", "!.credentials.json\n.credentials.json*\n"],
  ] as const)
    test(`.gitignore is ${what}, once`, async () => {
      await using project = await place(before === undefined ? {} : { [IGNORE]: before });
      await project.save();
      await project.save();
      expect(await project.text(IGNORE)).toBe(after);
      expect(status(project)).not.toContain("credentials");
    });

  for (const [where, content] of [
    [".gitignore", ".prompts-gpt/.credentials.json\n"],
    [".gitignore", "**/.cred*\n"],
    [IGNORE, ".credentials.json\n"],
    [".git/info/exclude", ".credentials.json\n"],
  ] as const)
    test(`ignored already by ${where}: nothing is added`, async () => {
      await using project = await place();
      await project.write(where, content);
      await project.save();
      expect(await project.text(where)).toBe(content);
      if (where !== IGNORE) expect(await readdir(project.at(".prompts-gpt"))).toEqual([".credentials.json"]);
    });

  test("its mode stays", async () => {
    await using project = await place({ [IGNORE]: "a\n" });
    await chmod(project.at(IGNORE), 0o664);
    await project.save();
    expect(await project.mode(IGNORE)).toBe(0o664);
  });

  test("a .gitignore that is a link is neither followed nor replaced", async () => {
    await using project = await place({ ".prompts-gpt/other": "a\n" });
    await symlink("other", project.at(IGNORE));
    expect(await rejection(project.save())).toMatchObject({ exitCode: 3, fix: expect.stringContaining("mv ") });
    expect([await project.text(".prompts-gpt/other"), await project.load()]).toEqual(["a\n", undefined]);
  });

  test("outside a repository the line is written too, once", async () => {
    await using project = await place({}, { git: false });
    await project.save();
    await project.save();
    expect(await project.text(IGNORE)).toBe(".credentials.json*\n");
  });

  test("a file that git tracks is not read nor written, and the fix mends it", async () => {
    await using project = await place({ [FILE]: TEXT });
    await chmod(project.at(FILE), 0o644);
    for (const act of [project.load, () => project.save({ ...pair, token: "pgpt_other" })])
      expect(await rejection(act())).toMatchObject({
        exitCode: 3,
        fix: expect.stringContaining(`git rm --cached ${project.at(FILE)}`),
      });
    expect([await project.text(FILE), await project.mode(FILE)]).toEqual([TEXT, 0o644]); // not even opened
    project.git("rm", "-q", "--cached", project.at(FILE));
    expect(await project.load()).toEqual(pair);
  });

  test("a tracked file that is gone from the folder is not written again", async () => {
    await using project = await place({ [FILE]: TEXT });
    await rm(project.at(".prompts-gpt"), { recursive: true });
    expect(await rejection(project.save())).toMatchObject({ exitCode: 3 });
    expect(await readdir(project.path)).not.toContain(".prompts-gpt"); // nothing has changed
    expect(await project.load()).toBeUndefined();
  });
});

test("20 processes at once: the file parses at every moment, and is one of theirs whole", async () => {
  await using project = await place();
  const tokens = Array.from({ length: 20 }, (_, n) => `pgpt_${n}_${"x".repeat(n * 10)}`);
  let isOver = false;
  const writers = Promise.all(
    tokens.map((token) =>
      promisify(execFile)(process.execPath, [SAVER, project.path, token, "022"], { env: project.env }),
    ),
  ).finally(() => (isOver = true));
  const found = new Set<string | undefined>();
  while (!isOver) found.add((await project.load())?.token);
  await writers;
  const last = await project.load();
  expect(tokens).toContain(last?.token);
  expect([...found].filter((token) => token !== undefined && !tokens.includes(token))).toEqual([]);
  expect(await readdir(project.at(".prompts-gpt"))).toEqual([".credentials.json", ".gitignore"]);
  expect(await project.text(IGNORE)).toBe(".credentials.json*\n");
}, 60_000);

test("what cannot be written is told, and what was stored stays", async () => {
  await using project = await place();
  await project.save();
  await rename(project.at(IGNORE), project.at("kept"));
  await mkdir(project.at(IGNORE));
  expect(await rejection(project.save({ ...pair, token: "pgpt_other" }))).toMatchObject({ exitCode: 3 });
  expect(await project.load()).toEqual(pair);
});

describe("status", () => {
  const run = async (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>) => {
    await using project = await place();
    for (const [name, content] of Object.entries(files)) await project.write(name, content);
    const [words, json] = await Promise.all([
      project.start(["status"], { env }).ended,
      project.start(["status", "--json"], { env }).ended,
    ]);
    expect([words.exitCode, words.stdout + words.stderr + json.stdout]).toEqual([
      0,
      expect.not.stringContaining(SECRET),
    ]);
    return { words: words.stdout.replaceAll(/\s+/g, " "), json: JSON.parse(json.stdout).credentials };
  };
  for (const [what, files, env, words, json] of [
    ["none", {}, {}, "credentials none", { tokenFrom: null, apiUrl: "https://prompts-gpt.com" }],
    [
      "stored",
      { [FILE]: TEXT },
      {},
      "credentials stored in .prompts-gpt/.credentials.json, for https://example.org",
      { tokenFrom: "stored", apiUrl: "https://example.org" },
    ],
    [
      "in the environment",
      { [FILE]: TEXT },
      { PROMPTS_GPT_TOKEN: pair.token },
      "credentials in PROMPTS_GPT_TOKEN, for https://prompts-gpt.com",
      { tokenFrom: "environment", apiUrl: "https://prompts-gpt.com" },
    ],
    [
      "broken",
      { [FILE]: `{"token":"${pair.token}"` },
      {},
      "is not valid JSON; it is left as it is. try:",
      { tokenFrom: null },
    ],
    [
      "for another URL",
      { [FILE]: TEXT },
      { PROMPTS_GPT_API_URL: "https://a.example" },
      "credentials none",
      { tokenFrom: null, apiUrl: null, findings: [{ severity: "error", code: "credentials" }] },
    ],
  ] as const)
    test(`${what}: said without the token`, async () => {
      const found = await run(files, env);
      expect(found.words).toContain(words);
      expect(found.json).toMatchObject(json);
    });
});
