import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { isBareRepository } from "../../../../src/workspace/snapshot/git-dirs.ts";
import { tempProject } from "../../../support/project.ts";

const CLONE =
  "git init -q a; cd a; git -c user.name=T -c user.email=t@t commit -q --allow-empty -m 1; cd ..; git clone -q --bare a b.git";

for (const [what, script, folder, bare] of [
  ["a bare repository", "git init -q --bare b.git", "b.git", true],
  ["a folder in one", "git init -q --bare b.git", "b.git/refs/heads", true],
  ["one in a working tree", "git init -q; git init -q --bare b.git", "b.git", true],
  ["a folder in that", "git init -q; git init -q --bare b.git", "b.git/refs", true],
  ["one that is named .git", "mkdir x; git init -q --bare x/y.git; mv x/y.git x/.git", "x/.git/refs", true],
  ["core.bare in a working tree", "git init -q; git config core.bare true; mkdir a", "a", true],
  ["core.bare without a value", "git init -q; printf '[core]\\n\\tbare\\n' >> .git/config", ".", true],
  ["one that says nothing", "git init -q --bare b.git; git -C b.git config --unset core.bare", "b.git", true],
  ["a working tree", "git init -q; mkdir a", "a", false],
  ["its .git", "git init -q", ".git/refs", false],
  ["another setting of that name", "git init -q; git config other.bare true", ".", false],
  ["core.bare, taken back", "git init -q; git config core.bare true; git config core.bare false", ".", false],
  ["no repository", "mkdir HEAD", ".", false],
  [
    "a submodule's own folder",
    "git init -q; mkdir .git/modules; git init -q --separate-git-dir .git/modules/s s",
    ".git/modules/s",
    false,
  ],
  ["a worktree of a bare one", `${CLONE}; git -C b.git worktree add -q ../w`, "w", false],
  [
    "a worktree, with settings of its own",
    `${CLONE}; cd b.git; git worktree add -q ../w; git config extensions.worktreeConfig true; git config --worktree core.bare true`,
    "w",
    false,
  ],
] as const)
  test(`${what}: ${bare ? "bare" : "not bare"}`, async () => {
    await using project = await tempProject({}, { git: false });
    execFileSync("sh", ["-ec", script], { cwd: project.path, env: project.env, stdio: "ignore" });
    expect(isBareRepository(project.at(folder))).toBe(bare);
  });
