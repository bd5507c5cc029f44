import { realpathSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { clipped } from "../../../src/builtin/clipped.ts";
import { trim, sizeOf } from "../../../src/builtin/history.ts";
import { optionsIn } from "../../../src/builtin/options.ts";
import type { Site } from "../../../src/builtin/tool.ts";
import { lineFinder } from "../../../src/builtin/tools/find-lines.ts";
import { globPattern } from "../../../src/builtin/tools/glob.ts";
import { read } from "../../../src/builtin/tools/read.ts";
import { search } from "../../../src/builtin/tools/search.ts";
import { write } from "../../../src/builtin/tools/write.ts";
import type { Tool } from "../../../src/builtin/tool.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const siteIn = (cwd: string): Site => ({
  cwd: realpathSync(cwd),
  access: "write",
  env: { PATH: process.env["PATH"] },
  running: new Set(),
  refusal: async () => undefined,
});

async function use(tool: Tool, input: unknown, cwd: string) {
  const job = tool.understand(input, siteIn(cwd));
  return "mistake" in job ? job.mistake : job.run();
}

for (const [glob, paths] of [
  ["*.ts", ["a.ts", "src/b.ts"]],
  ["src/*.ts", ["src/b.ts"]],
  ["**/*.{js,tsx}", ["src/deep/c.tsx"]],
  ["src/**/c.*", ["src/deep/c.tsx"]],
  ["?.ts", ["a.ts", "src/b.ts"]],
  ["a(1).md", ["a(1).md"]],
] as const)
  test(`the glob ${glob}`, () => {
    const all = ["a.ts", "src/b.ts", "src/deep/c.tsx", "a(1).md"];
    expect(all.filter((path) => new RegExp(globPattern(glob)).test(path))).toEqual(paths);
  });

describe("looking for lines", () => {
  test("a pattern that takes for ever is ended", () => {
    const finder = lineFinder("(a+)+$", 200);
    expect(() => finder.in(`${"a".repeat(60)}!`)).toThrow(/timed out/);
  });
  test("in any case when it says so", () => expect(lineFinder("(?i)two", 1000).in("one\nTWO\n")).toEqual([1]));
});

describe("reading", () => {
  test("in parts, with what part it is", async () => {
    await using folder = await tempFolder({ "a.txt": "1\n2\n3\n4\n" });
    expect(await use(read, { path: "a.txt", offset: 2, limit: 2 }, folder.path)).toEqual({
      status: "ok",
      output: "[lines 2 to 3 of 4]\n2\n3",
    });
    expect(await use(read, { path: "a.txt", offset: 9 }, folder.path)).toMatchObject({ status: "failed" });
  });
  test("a folder is listed, numbers as texts are no numbers", async () => {
    await using folder = await tempFolder({ "a.txt": "", "b/c.txt": "" });
    expect(await use(read, { path: ".", limit: null }, folder.path)).toEqual({ status: "ok", output: "a.txt\nb/" });
    expect(await use(read, { path: ".", limit: "5" }, folder.path)).toMatch(/"limit"/);
  });
});

test("searching without a repository, one file, and by names alone", async () => {
  await using folder = await tempFolder({ "a.txt": "x\n", "b/a.md": "x\n", "node_modules/m.md": "x\n" });
  expect(await use(search, { pattern: "x", path: "b/a.md" }, folder.path)).toMatchObject({ output: "b/a.md:1: x" });
  expect(await use(search, { glob: "*.md" }, folder.path)).toMatchObject({ output: "b/a.md" });
});

for (const path of [".GIT/config", "sub/.git/config", "..", "/etc/x", ".prompts-gpt/.Credentials.json.1-a.tmp"])
  test(`not written: ${path}`, async () => {
    await using folder = await tempFolder({ "sub/a.txt": "" });
    expect(await use(write, { path, content: "x" }, folder.path)).toMatchObject({ status: "denied" });
  });

test("of a long text the middle is left out", () =>
  expect(clipped(`${"a".repeat(50)}${"b".repeat(50)}`, 10)).toBe("aaaaa\n[… 90 characters left out …]\nbbbbb"));

test("the oldest outputs are left out first, the latest never", () => {
  const result = (id: string) => ({
    role: "tool" as const,
    content: [
      {
        type: "tool-result" as const,
        toolCallId: id,
        toolName: "read",
        output: { type: "text" as const, value: id.repeat(1000) },
      },
    ],
  });
  const messages = ["1", "2", "3", "4", "5", "6"].map(result);
  expect(trim(messages, sizeOf(messages) - 500)).toBe(1);
  expect([JSON.stringify(messages[0]).length < 400, messages[1]]).toEqual([true, result("2")]);
  expect(trim(messages, 0)).toBe(1);
  expect(messages.slice(2)).toEqual(["3", "4", "5", "6"].map(result));
});

describe("options", () => {
  test("of two the last one counts; what is no access is read", () => {
    expect(optionsIn(["--access=full", "--access=read", "--model=m"])).toMatchObject({ access: "read", turns: 100 });
    expect(optionsIn(["--access=all", "--model=m"]).access).toBe("read");
  });
  for (const args of [[], ["--model=m", "--max-turns=0"], ["--model=m", "--retries=x"], ["--model=m", "--yolo"]])
    test(`refused: ${args.join(" ")}`, () => expect(() => optionsIn(args)).toThrow());
});
