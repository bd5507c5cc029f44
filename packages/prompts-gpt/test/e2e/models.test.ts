import { chmodSync } from "node:fs";
import { expect, test } from "vitest";
import type { ModelList } from "../../src/index.ts";
import { tempProject } from "../support/project.ts";

/** A project whose user has these programs, in a folder of their own. */
async function projectWith(programs: Readonly<Record<string, string>>) {
  const project = await tempProject();
  const home = await tempProject(programs, { git: false });
  for (const name of Object.keys(programs)) chmodSync(home.at(name), 0o755);
  const env = { ...project.env, PATH: `${home.path}:/usr/bin:/bin` };
  return { project, home, cli: (...args: string[]) => project.start(args, { env }).ended };
}

const OPENCODE = "#!/bin/sh\necho one/a\necho two/b\n";

test("models are listed for people and for programs, also by the flag of whatever runs", async () => {
  const { project, home, cli } = await projectWith({ opencode: OPENCODE, claude: "#!/bin/sh\n", qwen: "#!/bin/sh\n" });
  await using _ = project;
  await using _home = home;
  const people = await cli("models");
  expect([people.exitCode, people.stdout]).toEqual([
    0,
    expect.stringMatching(/^Claude Code \(known.*OpenCode\n {2}one\/a\n/s),
  ]);
  expect(people.stdout).toContain("Qwen Code cannot be asked for its models.");
  for (const mode of ["run", "run-batch", "sweep"]) {
    const json = await cli(mode, "--list-models", "--agent", "opencode", "--json");
    const { providers } = JSON.parse(json.stdout) as { providers: ModelList[] };
    expect(providers).toEqual([
      { provider: "opencode", title: "OpenCode", source: "listed", models: [{ id: "one/a" }, { id: "two/b" }] },
    ]);
  }
});

test("an agent that cannot tell is 1, one that does not exist is 2, and both end in what to type", async () => {
  const { project, home, cli } = await projectWith({ opencode: "#!/bin/sh\necho Hello\n" });
  await using _ = project;
  await using _home = home;
  const silent = await cli("models", "opencode");
  expect([silent.exitCode, silent.stdout]).toEqual([1, expect.stringContaining("try: opencode models")]);
  const absent = await cli("models", "codex");
  expect([absent.exitCode, absent.stdout]).toEqual([1, expect.stringContaining("try: npm install -g @openai/codex")]);
  const unknown = await cli("models", "opncode");
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining("Did you mean")]);
});
