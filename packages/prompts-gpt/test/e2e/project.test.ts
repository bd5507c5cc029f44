import { chmodSync } from "node:fs";
import { expect, test } from "vitest";
import type { FetchedModels } from "../../src/index.ts";
import { tempProject } from "../support/project.ts";
import { startRegistry, TOKEN } from "../support/registry.ts";

function envOf({ url }: { readonly url: string }) {
  return { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: url };
}

test("project shows what the token stands for, for people and for programs", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject();
  const env = envOf(registry);
  const people = await project.start(["project"], { env }).ended;
  expect([people.exitCode, people.stdout]).toEqual([
    0,
    expect.stringMatching(/project +Example \(project-1\)\n.*competitors +Other\n/s),
  ]);
  const json = await project.start(["project", "--json"], { env }).ended;
  expect(JSON.parse(json.stdout)).toMatchObject({
    schemaVersion: 1,
    apiUrl: registry.url,
    project: { brandName: "Example" },
  });
});

test("what the registry says cannot move the cursor; without a token 3, with a refused one 3, unreachable 1", async () => {
  await using registry = await startRegistry();
  await using project = await tempProject();
  const refused = await project.start(["project"], { env: { ...envOf(registry), PROMPTS_GPT_TOKEN: "pgpt_other" } })
    .ended;
  expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining("try: ")]);
  expect((await project.cli("project")).exitCode).toBe(3);
  registry.intercept((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end('{"id":"\\u001b[2J"}');
    return true;
  });
  const hostile = await project.start(["project"], { env: envOf(registry) }).ended;
  expect([hostile.exitCode, hostile.stdout, hostile.stderr]).toEqual([1, "", expect.not.stringContaining("\u001b")]);
});

/** A project whose user has two agents, one of which the registry knows too. */
async function projectWithAgents() {
  const project = await tempProject();
  const home = await tempProject(
    { opencode: "#!/bin/sh\necho one/a\n", codex: "#!/bin/sh\ntouch asked\nexit 1\n" },
    { git: false },
  );
  for (const name of ["opencode", "codex"]) chmodSync(home.at(name), 0o755);
  return { project, home, PATH: `${home.path}:/usr/bin:/bin` };
}

test("models: the registry's where it names some, each agent's own else, and which is which", async () => {
  await using registry = await startRegistry();
  const { project, home, PATH } = await projectWithAgents();
  await using _project = project;
  await using _home = home;
  const env = { ...envOf(registry), PATH };
  const { exitCode, stdout } = await project.start(["models", "--json"], { env }).ended;
  const { apiUrl, providers } = JSON.parse(stdout) as FetchedModels;
  expect([exitCode, apiUrl, providers.filter(({ provider }) => ["codex", "opencode"].includes(provider))]).toEqual([
    0,
    registry.url,
    [
      { provider: "codex", title: "codex", source: "registry", models: [{ id: "model-1" }] },
      { provider: "opencode", title: "OpenCode", source: "listed", models: [{ id: "one/a" }] },
    ],
  ]);
  const one = await project.start(["models", "codex"], { env }).ended;
  expect([one.exitCode, one.stdout]).toEqual([0, expect.stringMatching(/^codex \(from the registry\)\n {2}model-1\n/)]);
});

test("models: a registry that cannot be reached is told, and the agents are asked; a refused token is 3; no token, no request", async () => {
  await using registry = await startRegistry();
  const { project, home, PATH } = await projectWithAgents();
  await using _project = project;
  await using _home = home;
  registry.intercept((_request, response) => (response.writeHead(501).end(), true));
  const failed = await project.start(["models", "opencode"], { env: { ...envOf(registry), PATH } }).ended;
  expect([failed.exitCode, failed.stdout]).toEqual([0, expect.stringContaining("one/a")]);
  expect(failed.stderr).toMatch(/^warning: The registry .*\n {2}try: /);
  registry.intercept(() => false);
  const env = { ...envOf(registry), PROMPTS_GPT_TOKEN: "pgpt_other", PATH };
  expect((await project.start(["models"], { env }).ended).exitCode).toBe(3);
  const asked = registry.requests.length;
  const alone = await project.start(["models"], { env: { PROMPTS_GPT_API_URL: registry.url, PATH } }).ended;
  expect([alone.exitCode, registry.requests.length]).toEqual([0, asked]);
});
