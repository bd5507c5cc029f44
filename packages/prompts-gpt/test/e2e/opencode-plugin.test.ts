import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { tempProject } from "../support/project.ts";

const built = (name: string) => new URL(`../../dist/guard/${name}`, import.meta.url);
const CHECK = fileURLToPath(built("check.cjs"));
const HOOK = `env NODE_OPTIONS= '${process.execPath}' '${CHECK}' --hook /usr/bin/git`;

interface Plugin {
  "tool.execute.before"(using: { readonly tool: string }, asked: { readonly args: unknown }): Promise<void>;
}

/** The plugin as OpenCode loads it, in a repository with work to lose. */
async function loaded(hook?: string) {
  const project = await tempProject();
  writeFileSync(project.at("README.md"), "changed\n");
  execFileSync("mkdir", [project.at("sub"), project.at(".prompts-gpt")]);
  if (hook !== undefined) process.env["PROMPTS_GPT_HOOK"] = hook;
  process.env["npm_config_fetch_retries"] = "0";
  const file = (await import(built("opencode-plugin.js").href)) as Record<
    string,
    (place: { readonly directory: string }) => Promise<Plugin>
  >;
  const [make, ...others] = Object.values(file);
  expect(others).toEqual([]); // OpenCode would take each one for a plugin
  const plugin = await make?.({ directory: project.path });
  return {
    uses: (tool: string, args: unknown) => plugin?.["tool.execute.before"]({ tool }, { args }),
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}

afterEach(() => {
  delete process.env["PROMPTS_GPT_HOOK"];
  delete process.env["npm_config_fetch_retries"];
});

test("what the guard refuses is refused, wherever the command starts", async () => {
  await using plugin = await loaded(HOOK);
  for (const args of [{ command: "/usr/bin/git stash" }, { command: "/usr/bin/git stash", workdir: "sub" }])
    await expect(plugin.uses("bash", args)).rejects.toThrow(/^prompts-gpt refused: git stash\n/);
  expect(process.env["npm_config_fetch_retries"]).toBeUndefined();
});

test.each([
  ["bash", { command: "/usr/bin/git status" }],
  ["bash", { command: "/usr/bin/git stash", workdir: "/" }],
  ["bash", { command: 7 }],
  ["bash", "no map"],
  ["read", { filePath: "README.md" }],
  ["read", { filePath: ".prompts-gpt/fix.md" }],
])("%s %j passes", async (tool, args) => {
  await using plugin = await loaded(HOOK);
  await expect(plugin.uses(tool, args)).resolves.toBeUndefined();
});

test.each([
  ["read", { filePath: "/w/.prompts-gpt/.credentials.json" }],
  ["edit", { filePath: ".prompts-gpt/.credentials.json", oldString: "a", newString: "b" }],
  ["grep", { pattern: "x", path: "sub/../.prompts-gpt/.credentials.json" }],
])("%s %j is refused, without a guard too", async (tool, args) => {
  await using plugin = await loaded();
  await expect(plugin.uses(tool, args)).rejects.toThrow(/^prompts-gpt refused: the file holds the token/);
});

test.each(["exit 1", "/not/there", "echo no JSON"])("a check that fails (%s) stops nothing", async (hook) => {
  await using plugin = await loaded(hook);
  await expect(plugin.uses("bash", { command: "/usr/bin/git stash" })).resolves.toBeUndefined();
});
