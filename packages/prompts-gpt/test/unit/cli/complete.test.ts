import { chmodSync, readdirSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { entriesOf } from "../../../src/cli/flag-index.ts";
import { commands, type CommandName } from "../../../src/cli/command-table.ts";
import { inputFlags } from "../../../src/cli/flags.ts";
import { main } from "../../../src/cli/main.ts";
import { BUILT_IN_PROVIDERS } from "../../../src/config/provider-names.ts";
import { listModels } from "../../../src/index.ts";
import { PERMISSION_MODE_ACCESS, SANDBOX_ACCESS } from "../../../src/providers/access-words.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { memoryIo } from "./screen.ts";

/** The answer to a shell that has these words, the last of them under the cursor; without explanations. */
async function complete(words: readonly string[], { cwd = "/nowhere", env = {} } = {}): Promise<string[]> {
  const { io, stdout, stderr } = memoryIo(env);
  const exitCode = await main(["complete", "--", ...words], { ...io, cwd: () => cwd });
  expect([exitCode, stderr()]).toEqual([0, ""]);
  return stdout()
    .split("\n")
    .slice(0, -1)
    .map((line) => line.replace(/\t.*/, ""));
}

const names = Object.keys(commands) as CommandName[];

test("every command and its second word can be completed, each once", async () => {
  const first = [...new Set(names.map((name) => name.split(" ")[0]))];
  expect(await complete([""])).toEqual(first);
  const second = names.filter((name) => name.startsWith("runs ")).map((name) => name.split(" ")[1]);
  expect(await complete(["runs", ""])).toEqual(second);
});

test.each(names)("every flag of %s can be completed", async (name) => {
  const flags = entriesOf(name).map(({ flag }) => `--${flag.name}`);
  expect(await complete([...name.split(" "), "--"])).toEqual(flags);
});

const filesToo = [":files"];

test("the words for access that are offered are those that a run takes", () => {
  expect(inputFlags.sandbox.choices?.toSorted()).toEqual(Object.keys(SANDBOX_ACCESS).toSorted());
  expect(inputFlags.permissionMode.choices?.toSorted()).toEqual(Object.keys(PERMISSION_MODE_ACCESS).toSorted());
});

test.each<[string[], string[]]>([
  [["ru"], ["run", "run-batch", "runs"]],
  [
    ["run", "--access", ""],
    ["read", "write", "full"],
  ],
  [["run", "--access=re"], ["--access=read"]],
  [
    ["run", "--sandbox", "work"],
    ["workspace-read", "workspace-write"],
  ],
  [["run", "--permission-mode=b"], ["--permission-mode=bypassPermissions"]],
  [["run", "-f="], filesToo],
  [["run", "-f=a.md", "--acc"], ["--access"]],
  [["run", "--provider=cla"], ["--provider=claude"]],
  [["run", "--agent", "cod"], ["codex"]],
  [["run", "--agent", "codex", "--ag"], []],
  [
    ["run", "--var", "a=b", "--va"],
    ["--var", "--vars"],
  ],
  [["run", "--vars", ""], filesToo],
  [["run", "-f", ""], filesToo],
  [["runs", "logs", "-f", ""], []],
  [["run", "--cwd", ""], [":folders"]],
  [["run", "--timeout", ""], []],
  [["--json", "lis"], ["list"]],
  [["--qu"], ["--quiet"]],
  [["run", "a.md", ""], []],
  [["run", "a.md", "--", "--js"], []],
  [
    ["help", "runs", "l"],
    ["list", "logs"],
  ],
  [["completion", "z"], ["zsh"]],
  [["nonsense", ""], []],
  [["run", "--json=", ""], filesToo],
  [["run", "__proto__", ""], []],
  [[], [...new Set(names.map((name) => name.split(" ")[0] ?? ""))]],
])("%j: %j", async (words, candidates) => expect(await complete(words)).toEqual(candidates));

test("prompts by their file names, runs latest first, agents and models of the user's configuration", async () => {
  const own = { command: "sh", args: [], prompt: "stdin", access: { read: [], write: [], full: [] }, output: "text" };
  const config = { customProviders: { mine: own }, providers: { codex: { model: "gpt-9" } }, model: "best" };
  await using home = await tempFolder({ "prompts-gpt/config.json": JSON.stringify(config) });
  await using folder = await tempFolder({
    ".prompts-gpt/fix.md": "Fix.",
    ".prompts-gpt/sweeps/wide.md": "Sweep.",
    ".scripts/runs/agent-1/events.jsonl": "",
    ".scripts/runs/agent-2/events.jsonl": "",
    "sub/x.txt": "",
  });
  const place = { cwd: folder.at("sub"), env: { XDG_CONFIG_HOME: home.path } };
  expect(await complete(["run", ""], place)).toEqual(["fix", "wide", ...filesToo]);
  expect(await complete(["runs", "show", ""], place)).toEqual(["agent-2", "agent-1"]);
  expect(await complete(["run", "--agent", "m"], place)).toEqual(["mine"]);
  expect(await complete(["run", "--model", ""], place)).toEqual(["best", "gpt-9"]);
  expect(await complete(["runs", "logs", "--cwd", folder.path, ""], { ...place, cwd: "/" })).toEqual([
    "agent-2",
    "agent-1",
  ]);
});

test("pipelines where the mode takes one; who has candidates, and which", async () => {
  const members = ["provider-codex", "provider-codex.2", "attempt-3", "pair-1-2", "pair-1-2.swapped", "a.iteration-1"];
  const records = members.map((name) => [`.scripts/runs/race/${name}/events.jsonl`, ""]);
  await using folder = await tempFolder({
    ".prompts-gpt/fix.md": "Fix.",
    ".prompts-gpt/pipelines/mend.yaml": "steps: []",
    ".prompts-gpt/pipelines/check.yml": "steps: []",
    ".scripts/runs/agent-1/events.jsonl": "",
    ".scripts/runs/race/events.jsonl": "",
    ...Object.fromEntries(records),
  });
  const place = { cwd: folder.path };
  const pipelines = ["orchestrate", "--mode", "pipeline"];
  expect(await complete([...pipelines, ""], place)).toEqual(["check", "mend", ...filesToo]);
  expect(await complete([...pipelines, "-f", "m"], place)).toEqual(["mend", ...filesToo]);
  expect(await complete(["orchestrate", "--mode=parallel", ""], place)).toEqual(["fix", ...filesToo]);
  expect(await complete(["runs", "apply", ""], place)).toEqual(["race"]);
  expect(await complete(["runs", "apply", "race", "--candidate", ""], place)).toEqual(["3", "a.iteration-1", "codex"]);
  expect(await complete(["runs", "diff", "race", "--candidate=c"], place)).toEqual(["--candidate=codex"]);
});

test("an agent that a repository brings is offered to nobody, nor is a name with a secret; nothing is started, nothing written", async () => {
  const theirs = {
    command: "evil",
    args: [],
    prompt: "stdin",
    access: { read: [], write: [], full: [] },
    output: "text",
  };
  const token = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
  await using folder = await tempFolder({
    ".prompts-gpt/config.json": JSON.stringify({ customProviders: { theirs } }),
    ".prompts-gpt/config.local.json": JSON.stringify({ customProviders: { local: theirs } }),
    ".prompts-gpt/git": "#!/bin/sh\n: >../started\n",
    ".git/HEAD": "ref: refs/heads/main\n",
    [`.prompts-gpt/${token}.md`]: "x",
  });
  chmodSync(folder.at(".prompts-gpt/git"), 0o755);
  const env = {
    PATH: folder.at(".prompts-gpt"),
    XDG_CONFIG_HOME: folder.at("none"),
    XDG_STATE_HOME: folder.at("none"),
    XDG_CACHE_HOME: folder.at("none"),
  };
  expect(await complete(["run", "--agent", ""], { cwd: folder.path, env })).toEqual([...BUILT_IN_PROVIDERS]);
  expect(await complete(["run", ""], { cwd: folder.path, env })).toEqual(filesToo);
  expect(readdirSync(folder.path)).toEqual([".git", ".prompts-gpt"]);
});

test("models are those of the agent that was named, as far as its CLI has said them before or documentation does", async () => {
  await using folder = await tempFolder({
    ".prompts-gpt/config.json": '{ "providers": { "opencode": { "model": "mine/one" } } }',
    "bin/opencode": '#!/bin/sh\necho x >> "$HOME/started"\necho theirs/two\n',
  });
  chmodSync(folder.at("bin/opencode"), 0o755);
  const env = {
    PATH: `${folder.at("bin")}:/usr/bin:/bin`,
    HOME: folder.at("home"),
    XDG_STATE_HOME: folder.at("state"),
  };
  const place = { cwd: folder.path, env };
  expect(await complete(["run", "--agent", "opencode", "--model", ""], place)).toEqual(["mine/one"]);
  expect(await complete(["run", "--agent=claude", "--model", "s"], place)).toEqual(["sonnet"]);
  expect(readdirSync(folder.path)).toEqual([".prompts-gpt", "bin"]);
  await using elsewhere = await tempFolder();
  await mkdir(folder.at("home"));
  await listModels({ cwd: elsewhere.path, env, provider: "opencode" });
  expect(await complete(["run", "--agent", "opencode", "--model", ""], place)).toEqual(["mine/one", "theirs/two"]);
  expect(await readFile(folder.at("home/started"), "utf8")).toBe("x\n");
});

test.each([
  "a b",
  "a'b",
  'a"b',
  "a\nb",
  "a\u001b[31mb",
  "a\tb",
  "$(id)",
  "`id`",
  "a;b",
  "-rf",
  "~x",
  "a\\b",
  "a\u202eb",
  ":files",
])("a prompt called %j is left to the shell's own completion", async (name) => {
  await using folder = await tempFolder({ [`.prompts-gpt/${name}.md`]: "x", ".prompts-gpt/plain-é.md": "x" });
  expect(await complete(["run", ""], { cwd: folder.path })).toEqual(["plain-é", ...filesToo]);
});

test("with a configuration that does not hold, or in a folder that is gone, there are no candidates and no error", async () => {
  await using folder = await tempFolder({ ".prompts-gpt/config.json": "{" });
  expect(await complete(["runs", "show", ""], { cwd: folder.path })).toEqual([]);
  const { io, stdout } = memoryIo();
  const gone = () => {
    throw new Error("ENOENT: uv_cwd");
  };
  expect([await main(["complete", "--", "run", ""], { ...io, cwd: gone }), stdout()]).toEqual([0, ""]);
});
