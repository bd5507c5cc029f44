import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { namespacePossible } from "../../src/process/namespace.ts";
import { type Project, tempProject, until } from "../support/project.ts";

const AS = "-c user.name=T -c user.email=t@example.org";

async function dirty(): Promise<Project> {
  const project = await tempProject({}, { guard: true });
  sh(
    project,
    `echo x >> README.md; git ${AS} stash -q; git branch side; echo dirty >> README.md; echo staged > s; git add s`,
  );
  return project;
}

function sh({ path, env }: Pick<Project, "path" | "env">, script: string): string {
  return execFileSync("sh", ["-c", script], { cwd: path, env, encoding: "utf8", stdio: "pipe" });
}

const state = (project: Project) =>
  sh(project, "git status --porcelain -uno; git stash list; git branch; cat README.md");

test("the guard is tried in repositories of its own, whatever the environment says about git", async () => {
  await using project = await dirty();
  const before = state(project);
  const env = { GIT_DIR: project.at(".git"), GIT_WORK_TREE: project.path };
  for (const args of [["doctor"], ["doctor", "--remote"], ["run", "--agent", "sh", "--prompt", "true"]])
    await project.start(args, { env }).ended;
  expect(state(project)).toBe(before);
});

test("another repository that was there is protected, also when both of its halves are named", async () => {
  await using project = await dirty();
  await using other = await dirty();
  const before = state(other);
  const git = `git --git-dir=${other.path}/.git --work-tree=${other.path}`;
  const { result } = await project.run(
    `sleep 0.1; ${git} branch -D side; ${git} reset --hard; ${git} stash drop; ${git} clean -fd; git --super-prefix a/ read-tree -u --reset HEAD`,
  );
  expect([state(other), result.refused]).toEqual([before, 5]);
});

test.skipIf(!namespacePossible())(
  "as root: git as another user goes on, and what it would destroy is refused",
  async () => {
    await using project = await dirty();
    const as = "setpriv --reuid=65534 --clear-groups env PATH=/usr/bin:/bin";
    const { result } = await project.run(`chmod -R a+rwX .; git config --global --add safe.directory '*'
    timeout 9 ${as} git --version; timeout 9 ${as} git reset --hard || echo stopped`);
    expect([result.output, readFileSync(project.at("README.md"), "utf8")]).toEqual([
      expect.stringMatching(/^git version .*\n[^]*stopped/),
      expect.stringContaining("dirty"),
    ]);
  },
);

test("after a killed run whose state is lost, hooks are put back by doctor --fix, and by the next run", async () => {
  await using project = await dirty();
  writeFileSync(project.at(".git/hooks/pre-commit"), `#!/bin/sh\necho mine >> "$HOME/ran"\n`, { mode: 0o755 });
  for (const mend of [
    ["doctor", "--fix"],
    ["run", "--agent", "sh", "--prompt", `git ${AS} commit -qm x s`],
  ]) {
    const { child, ended } = project.start(["run", "--agent", "sh", "--prompt", 'touch "$HOME/begun"; sleep 60']);
    await until(() => existsSync(join(project.env.HOME, "begun")));
    child.kill("SIGKILL");
    await ended;
    rmSync(join(project.env.HOME, "begun"));
    rmSync(sh(project, "git config core.hooksPath").trim(), { recursive: true });
    await project.cli(...mend);
    expect(sh(project, "git config core.hooksPath || echo none")).toBe("none\n");
  }
  expect(readFileSync(join(project.env.HOME, "ran"), "utf8")).toBe("mine\n");
});
