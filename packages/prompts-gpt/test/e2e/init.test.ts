import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { expect, test } from "vitest";
import { BIN, type Project, tempProject } from "../support/project.ts";
import { startRegistry, TOKEN } from "../support/registry.ts";
import { needsTmux, openWindow } from "../support/tmux.ts";

const CREDENTIALS = ".prompts-gpt/.credentials.json";
const CONFIG = ".prompts-gpt/config.json";

function init(project: Project, args: readonly string[], how: Parameters<Project["start"]>[1] = {}) {
  return project.start(["init", ...args], how).ended;
}

/** What git would take, and every file of the set-up with its bytes and its time. */
function stateOf(project: Project): unknown {
  const files = [CREDENTIALS, CONFIG, ".prompts-gpt/.gitignore", ".gitignore"].map((name) => {
    const path = project.at(name);
    return existsSync(path) ? [name, readFileSync(path, "utf8"), statSync(path).mtimeMs, statSync(path).ino] : [name];
  });
  const status = execFileSync("git", ["status", "--porcelain", "-uall"], { cwd: project.path, env: project.env });
  return { files, status: status.toString() };
}

test("a token from standard input is tried, then stored for this user alone; a second init changes nothing", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject();
  const first = await init(project, ["--token-stdin", "--api-url", registry.url], { stdin: `${TOKEN}\n` });
  expect([first.exitCode, first.stderr]).toEqual([0, ""]);
  expect(first.stdout).toContain("Example (project-1)");
  expect(JSON.parse(readFileSync(project.at(CREDENTIALS), "utf8"))).toEqual({ token: TOKEN, apiUrl: registry.url });
  expect(statSync(project.at(CREDENTIALS)).mode & 0o777).toBe(0o600);
  expect(readFileSync(project.at(CONFIG), "utf8")).toBe("{}\n");
  await project.write(".scripts/runs/agent-1/events.jsonl", "");
  await project.write(".prompts-gpt/config.local.json", "{}");
  const state = stateOf(project);
  expect(state).toMatchObject({ status: expect.not.stringMatching(/credentials|local|runs/) as string });

  for (const args of [[], ["--token-stdin", "--api-url", registry.url]]) {
    const again = await init(project, args, { stdin: TOKEN });
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining("nothing was changed")]);
    expect(stateOf(project)).toEqual(state);
  }
  expect(registry.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(3).fill("GET /api/v1/project"));
  expect((await project.cli("validate")).exitCode).toBe(0);
});

test("a second init changes nothing where git is not installed either", async () => {
  await using project = await tempProject();
  const files = () => [".gitignore", ".prompts-gpt/.gitignore"].map((file) => readFileSync(project.at(file), "utf8"));
  const offline = () => init(project, ["--offline"], { env: { PATH: project.at("no-programs") } });
  await offline();
  const before = files();
  expect((await offline()).stdout).toContain("nothing was changed");
  expect(files()).toEqual(before);
});

test("a configuration and a .gitignore that are there are kept, byte for byte; lines are added behind", async () => {
  const config = '{ "maxRunDirs" :3 }\r\n';
  await using project = await tempProject({ [CONFIG]: config, ".gitignore": "dist\r\n/.scripts\r\n" });
  const { exitCode } = await init(project, ["--offline"]);
  expect([exitCode, readFileSync(project.at(CONFIG), "utf8")]).toEqual([0, config]);
  expect(readFileSync(project.at(".gitignore"), "utf8")).toBe("dist\r\n/.scripts\r\n");
});

test("offline a project is set up without a token and without a request, in a folder without git too", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject({}, { git: false });
  mkdirSync(project.at(".prompts-gpt")); // whatever stands above it
  const env = { PROMPTS_GPT_API_URL: registry.url };
  const { exitCode, stdout } = await init(project, ["--offline", "--json"], { env });
  expect([exitCode, JSON.parse(stdout)]).toEqual([
    0,
    {
      schemaVersion: 1,
      root: project.path,
      project: null,
      apiUrl: null,
      token: "none",
      written: [CONFIG, ".prompts-gpt/.gitignore", ".gitignore"],
    },
  ]);
  expect([existsSync(project.at(CREDENTIALS)), registry.requests]).toEqual([false, []]);
  expect(readFileSync(project.at(".gitignore"), "utf8")).toBe("/.scripts/runs/\n");
  expect(readFileSync(project.at(".prompts-gpt/.gitignore"), "utf8")).toBe(
    ".credentials.json*\nconfig.local.json\n.backups\n",
  );
});

test("where this package is one of the project's, its schema is named by its path, and holds for the file", async () => {
  await using project = await tempProject({ ".gitignore": "node_modules\n" });
  mkdirSync(project.at("node_modules"));
  symlinkSync(dirname(dirname(dirname(BIN))), project.at("node_modules/prompts-gpt"));
  expect((await init(project, ["--offline"])).exitCode).toBe(0);
  const { $schema } = JSON.parse(readFileSync(project.at(CONFIG), "utf8")) as { $schema: string };
  const schema = JSON.parse(readFileSync(resolve(project.at(".prompts-gpt"), $schema), "utf8")) as object;
  expect(schema).toMatchObject({ type: "object", properties: { $schema: { type: "string" } } });
  expect((await project.cli("validate")).exitCode).toBe(0);
});

test("a registry that cannot be reached: 1, nothing is written, and --offline is named", async () => {
  await using registry = await startRegistry();
  const { url } = registry;
  await registry[Symbol.asyncDispose]();
  await using project = await tempProject();
  const { exitCode, stderr } = await init(project, ["--token-stdin", "--api-url", url], { stdin: TOKEN });
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("init --offline")]);
  expect([existsSync(project.at(".prompts-gpt")), stderr.includes(TOKEN)]).toEqual([false, false]);
});

test.each([
  ["refused", "pgpt_of_somebody_else", 1],
  ["none at all", "hello", 0],
])("a token that is %s: 3, and nothing is stored", async (_why, token, requests) => {
  await using registry = await startRegistry();
  await using project = await tempProject();
  const { exitCode, stderr, stdout } = await init(project, ["--token-stdin", "--api-url", registry.url], {
    stdin: token,
  });
  expect([exitCode, stderr, stdout]).toEqual([3, expect.stringContaining("try: "), ""]);
  expect([existsSync(project.at(".prompts-gpt")), registry.requests.length]).toEqual([false, requests]);
  expect(stderr).not.toContain(token);
});

test("nobody there and no token: 3, with what to type", async () => {
  await using project = await tempProject();
  const { exitCode, stderr } = await init(project, []);
  expect([exitCode, stderr]).toEqual([3, expect.stringMatching(/--token-stdin.*--offline/s)]);
  expect(existsSync(project.at(".prompts-gpt"))).toBe(false);
  const both = await init(project, ["--offline", "--token-stdin"]);
  expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining("cannot be used together")]);
});

test("--token is taken with a warning; a token of the environment is tried and not stored", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject();
  const env = { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: registry.url };
  const fromEnv = await init(project, [], { env });
  expect([fromEnv.exitCode, fromEnv.stdout]).toEqual([0, expect.stringContaining("was not stored")]);
  expect(existsSync(project.at(CREDENTIALS))).toBe(false);
  const typed = await init(project, ["--token", TOKEN, "--api-url", registry.url]);
  expect([typed.exitCode, typed.stderr]).toEqual([0, expect.stringContaining("process list")]);
  expect(existsSync(project.at(CREDENTIALS))).toBe(true);
});

test("the stored token goes to no other registry: who names one is asked for another", async () => {
  await using first = await startRegistry();
  await using second = await startRegistry();
  await using project = await tempProject();
  await init(project, ["--token-stdin", "--api-url", first.url], { stdin: TOKEN });
  const { exitCode, stderr } = await init(project, ["--api-url", second.url]);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining(`There is no token for ${second.url}`)]);
  expect(second.requests).toEqual([]);
});

test("in a terminal the token is asked for, and not a character of it is to be seen", async (context) => {
  needsTmux(context);
  await using registry = await startRegistry();
  await using project = await tempProject();
  await using window = await openWindow(project, ["init", "--api-url", registry.url], { columns: 120 });
  await window.sees("Token for http://127.0.0.1");
  window.press(TOKEN.slice(0, 12));
  await window.sees(/└$/);
  const during = window.screen();
  window.press(TOKEN.slice(12), "Enter");
  expect(await window.exitCode()).toBe(0);
  for (const shown of [during, window.screen(), window.painted()]) expect(shown).not.toMatch(/pgpt_t|0123|test_/);
  expect(window.screen()).toContain("Example (project-1)");
  expect(JSON.parse(readFileSync(project.at(CREDENTIALS), "utf8"))).toMatchObject({ token: TOKEN });
});

test("Ctrl-C at the question ends with 130, and nothing was written", async (context) => {
  needsTmux(context);
  await using registry = await startRegistry();
  await using project = await tempProject();
  await using window = await openWindow(project, ["init", "--api-url", registry.url]);
  await window.sees("Token for");
  window.press("C-c");
  expect([await window.exitCode(), existsSync(project.at(".prompts-gpt"))]).toEqual([130, false]);
});
