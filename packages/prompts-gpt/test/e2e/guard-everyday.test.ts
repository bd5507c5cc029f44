import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Project, tempProject } from "../support/project.ts";

const AS = "-c user.name=T -c user.email=t@example.org";

/** A repository with a stash from before the run, and nothing else that is not committed. */
async function settled(): Promise<Project> {
  const project = await tempProject({}, { guard: true });
  sh(
    project,
    `git config user.name T; git config user.email t@example.org; echo x >> README.md; git stash -q; sleep 1`,
  );
  return project;
}

function sh(project: Project, script: string): string {
  return execFileSync("sh", ["-c", script], { cwd: project.path, env: project.env, encoding: "utf8", stdio: "pipe" });
}

describe.concurrent("what tools and git itself do every day", () => {
  test.each([
    [
      "an octopus merge, and one by resolve",
      `for b in o1 o2 o3; do git checkout -qb $b main; echo $b > $b; git add $b; git commit -qm $b; done; git checkout -q main
       git merge -qm oct o1 o2; echo 2 > o1; git commit -qam two; git checkout -q o3; echo 3 > o1; git add o1; git commit -qm three
       git checkout -q main; git merge -qs resolve o2 -m again; test -e o1 -a -e o2`,
    ],
    [
      "a backup that a hook stashes and drops (lint-staged)",
      `sleep 1; echo more >> README.md; git stash store -m backup "$(git stash create)"; git stash drop -q; git stash list | wc -l`,
    ],
    ["setting what is set already (husky)", `git config core.hooksPath hooks-of-mine`],
    [
      "a stub that stands before git",
      `mkdir -p "$HOME/stubs"; printf '#!/bin/sh\\necho stub\\n' > "$HOME/stubs/git"; chmod +x "$HOME/stubs/git"; PATH=$HOME/stubs:$PATH
       export PATH; test "$(bash -c 'git push --force')" = stub`,
    ],
    ["reading", `git branch --show-current; git config --get user.name; git remote -v; git stash list; git --version`],
  ])("%s", async (_, script) => {
    await using project = await settled();
    sh(project, "git config core.hooksPath hooks-of-mine");
    const { result } = await project.run(`set -e\n${script}`);
    expect([result.error, result.refused]).toEqual([undefined, 0]);
  });
});

test("of the stash, what was there before the run stays", async () => {
  await using project = await settled();
  const { result } = await project.run("git stash drop; git stash pop; git stash drop stash@{0}");
  expect([result.refused, sh(project, "git stash list | wc -l").trim()]).toEqual([3, "1"]);
});

test('an exception of `git.allow` for "stash" is whole, and takes nothing from the canary', async () => {
  await using project = await settled();
  const config = join(project.env.XDG_CONFIG_HOME, "prompts-gpt/config.json");
  const script = `echo more >> README.md; git stash -q && git ${AS} status --porcelain && git stash pop -q; git reset --hard`;
  const values = JSON.parse(execFileSync("cat", [config], { encoding: "utf8" })) as object;
  writeFileSync(config, JSON.stringify({ ...values, git: { allow: ["stash"] } }));
  const { result } = await project.run(script, "--require-guard");
  expect([result.refused, sh(project, "tail -1 README.md")]).toEqual([1, "more\n"]);
});
