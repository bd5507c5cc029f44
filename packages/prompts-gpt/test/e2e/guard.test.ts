import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunPlan } from "../../src/index.ts";
import { namespacePossible } from "../../src/process/namespace.ts";
import { eventsIn, type Project, tempProject, until } from "../support/project.ts";
import { few } from "../support/samples.ts";

const AS = "-c user.name=T -c user.email=t@example.org";

/** A repository with work to lose: changed, staged, stashed, and a branch that is not merged. */
async function guarded(): Promise<Project> {
  const project = await tempProject({}, { guard: true });
  sh(
    project,
    `echo stashed >> README.md; git ${AS} stash -q; git checkout -q -b side; git ${AS} commit -q --allow-empty -m side; git checkout -q main; git tag v1; echo dirty >> README.md; echo staged > staged; git add staged; echo new > new`,
  );
  return project;
}

function sh(project: Project, script: string): string {
  return execFileSync("sh", ["-c", script], { cwd: project.path, env: project.env, encoding: "utf8", stdio: "pipe" });
}

/** What an agent could take away. */
function work(project: Project) {
  return sh(
    project,
    "git status --porcelain; cat README.md staged new; git for-each-ref; git stash list; cat .git/config",
  );
}

/** What is refused, and by which rules. */
type Attacks = Readonly<Record<string, readonly string[]>>;

/** One agent tries all of them, one after the other: each is refused by its own rules, and nothing is lost. */
async function expectRefused(attacks: Attacks, ...flags: readonly string[]): Promise<void> {
  await using project = await guarded();
  const before = work(project);
  const scripts = Object.keys(attacks).map((script) => `(${script}\n)`);
  const { result } = await project.run(
    ["export TMPDIR=$(mktemp -d)", ...scripts].join("\n"),
    "--run-id",
    "r",
    ...flags,
  );
  expect(work(project)).toBe(before);
  const events = eventsIn(readFileSync(project.at(".scripts/runs/r/events.jsonl"), "utf8"));
  const rules = events.flatMap((event) => (event.type === "guard.refused" ? [event.rule] : []));
  expect(rules).toEqual(Object.values(attacks).flat());
  expect(result.refused).toBe(rules.length);
}

test("what would destroy work is refused", () =>
  expectRefused({
    "git stash": ["stash push"],
    "git reset --har": ["reset --hard"],
    "git checkout --force main": ["checkout --force"],
    "git clean -fd": ["clean"],
    "git checkout -- README.md": ["checkout <paths>"],
    "git branch -D side": ["branch -D"],
    "git log -1 --output=README.md": ["log --output"],
    "git grep -O'/usr/bin/git clean -fd #' dirty": ["carried git"],
    "git -c alias.x='!git reset --hard' x": ["reset --hard"],
    "sh -c 'cd /; git -C \"$OLDPWD\" reset --hard'": ["reset --hard"],
    "printf '#!/bin/sh\\ngit reset --hard\\n' > /tmp/e$$; chmod +x /tmp/e$$; GIT_EDITOR=/tmp/e$$ git -c user.name=x -c user.email=x@y commit; rm /tmp/e$$":
      ["reset --hard"],
    "git rebase -x 'git reset --hard HEAD~0; git stash' HEAD 2>&1; git clean -df": ["clean"],
    "$(git --exec-path)/git-reset --hard": ["reset --hard"],
  }));

/** Where the agent has a namespace of its own, the shim stands in git's own place. */
const IN_PLACE = namespacePossible();
if (!IN_PLACE) console.log("skipped: the shim in git's own place (needs root on Linux)");

describe.skipIf(!IN_PLACE)("whichever way the agent comes to git, where the shim stands in its place", () => {
  test("what destroys is refused", () =>
    expectRefused({
      "/usr/bin/git stash": ["stash push"],
      "bash -lc '/usr/bin/git checkout -f'": ["checkout --force"],
      "env -i /usr/bin/git reset --hard": ["reset --hard"],
      "env -i sh -c 'PATH=/bin:/usr/bin; git clean -fd'": ["clean"],
      '"$(/usr/bin/git --exec-path | sed s,/.*/exec$,/usr/lib/git-core,)/git" reset --hard': ["reset --hard"],
      "/usr/lib/git-core/git-reset --hard": ["reset --hard"],
      'cp /usr/bin/git "$TMPDIR/mine" && "$TMPDIR/mine" stash': ["stash push"],
      "env -i /usr/bin/git stash drop": ["stash drop"],
      "env -i /usr/bin/git reflog expire --expire=now --all": ["reflog expire"],
      "env -i /usr/bin/git -c core.hooksPath=/dev/null update-ref -d refs/heads/side": ["update-ref"],
      "PROMPTS_GPT_GUARD=/dev/null /usr/bin/git branch -D side": ["branch -D"],
    }));

  test("git goes on as it always did", async () => {
    await using project = await guarded();
    const { result } =
      await project.run(`set -e; cd "$PWD"; /usr/bin/git --version; env -i HOME=/ /usr/bin/git status -s
      env -i /usr/bin/git gc -q; env -i /usr/bin/git worktree add -q ../wt-$$ side; /usr/bin/git worktree remove ../wt-$$
      env -i /usr/bin/git ${AS} commit -qm 'not a reset --hard' staged; git --exec-path; git version`);
    expect([result.error, result.refused, result.output]).toEqual([
      undefined,
      0,
      expect.stringContaining("git version"),
    ]);
  });
});

/** Without a namespace: what is kept running outlives the agent, so there is none. */
const NO_NAMESPACE = "--keep-processes";

test("refs and the stash, on the ways that pass the shim by, are refused", () =>
  expectRefused(
    {
      "/usr/bin/git stash": ["stash push"],
      "env -i /usr/bin/git stash clear": ["stash clear"],
      "/usr/bin/git branch -D side": ["branch -D"],
      "env -i /usr/bin/git tag -d v1": ["tag --delete"],
      "PATH=/usr/bin:/bin git update-ref -d refs/heads/side": ["update-ref"],
      "env -i /usr/bin/git branch -f side HEAD": ["branch --force"],
      "/usr/bin/git replace side main": ["replace"],
    },
    NO_NAMESPACE,
  ));

test("where nothing can be mounted the agent is guarded as without", async () => {
  await using project = await guarded();
  const bare = join(project.env.HOME, "bare");
  mkdirSync(bare);
  for (const name of ["git", "sh", "env", "cat", "tr", "readlink"])
    symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(bare, name));
  const run = ["run", "--agent", "sh", "--prompt", "git stash; echo went on"];
  const { exitCode, stdout } = await project.start(run, { env: { PATH: bare } }).ended;
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringMatching(/by name.*everything;\s[^]*environment:\s+refs\s+and\s+stash[^]*went on/),
  ]);
});

test("a login shell finds the shim again, after a profile that sets PATH anew; a BASH_ENV of the user's own stays his", async () => {
  await using project = await guarded();
  const before = work(project);
  writeFileSync(join(project.env.HOME, ".bash_profile"), "PATH=/usr/local/bin:/usr/bin:/bin\n");
  const { result } = await project.run("bash -lc 'git reset --hard'", NO_NAMESPACE);
  expect([work(project), result.refused]).toEqual([before, 1]);
  const run = ["run", "--agent", "sh", "--prompt", 'echo "$BASH_ENV"', NO_NAMESPACE];
  const { stdout } = await project.start(run, { env: { BASH_ENV: "/home/ada/own" } }).ended;
  expect(stdout).toContain("  /home/ada/own\n");
});

test("what harms nobody passes: the agent's own repository, and what git does for itself", async () => {
  await using project = await guarded();
  const { result } = await project.run(`set -e
    git stash list; git ${AS} commit -qm 'not a reset --hard' staged; git switch -qc topic; git worktree add -q ../wt-$$ side
    git worktree remove ../wt-$$; git gc -q; git clean -nd
    mkdir own; cd own; git init -q; echo 1 > f; git add f; git ${AS} commit -qm 1; echo 2 > f; git reset -q --hard; git ${AS} commit -q --allow-empty -m 2; git branch x; git branch -D x; cat f; cd ..; rm -r own`);
  expect([result.error, result.refused]).toEqual([undefined, 0]);
});

test("the header says what holds; the agent is told what to do instead", async () => {
  await using project = await guarded();
  const run = ["run", "--agent", "sh", "--prompt", "git stash 2>&1; true"];
  const { stdout } = await project.cli(...run, NO_NAMESPACE);
  expect(stdout).toMatch(/guard +git by name.*everything;\s[^]*environment:\s+refs\s+and\s+stash/);
  if (IN_PLACE) expect((await project.cli(...run)).stdout).toMatch(/guard +git, on every way to it/);
  expect(stdout).toMatch(/refused: git stash\n.+\n +instead: .+/);
});

test("without the guard, and with exceptions", async () => {
  await using project = await guarded();
  const free = await project.cli("run", "--agent", "sh", "--prompt", "git stash", "--allow-destructive-git");
  expect([free.exitCode, free.stdout]).toEqual([0, expect.stringContaining("guard     none")]);
  expect(sh(project, "git stash list | wc -l").trim()).toBe("2");
  const config = join(project.env.XDG_CONFIG_HOME, "prompts-gpt/config.json");
  const values = JSON.parse(readFileSync(config, "utf8")) as object;
  writeFileSync(config, JSON.stringify({ ...values, git: { allow: ["branch -D"] } }));
  const { result } = await project.run("git branch -D side; git tag -d v1");
  expect([result.refused, sh(project, "git branch --list side; git tag")]).toEqual([1, "v1\n"]);
});

test("what comes with a repository does not take the guard away before it was accepted", async () => {
  await using project = await guarded();
  sh(
    project,
    `mkdir .prompts-gpt; echo '{ "disallowDestructiveGit": false, "git": { "allow": ["stash"] } }' > .prompts-gpt/config.json`,
  );
  const { result } = await project.run("git stash");
  expect(result.refused).toBe(1);
});

test("the user's own hooks run, and fail as their own", async () => {
  await using project = await guarded();
  sh(
    project,
    `printf '#!/bin/sh\\necho ran >> hook-ran; exit 3\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit`,
  );
  const { result } = await project.run(`git ${AS} commit -qm x staged || echo refused by the hook`);
  expect([result.refused, result.output]).toEqual([0, expect.stringContaining("refused by the hook")]);
  expect(readFileSync(project.at("hook-ran"), "utf8")).toBe("ran\n");
});

test("the configuration is put back byte for byte, after two runs at once too; what the agent sets stays", async () => {
  await using project = await guarded();
  const before = readFileSync(project.at(".git/config"), "utf8");
  const two = await Promise.all([project.run("sleep 0.3; /usr/bin/git stash"), project.run("/usr/bin/git tag -d v1")]);
  expect(two.map(({ result }) => result.refused)).toEqual([1, 1]);
  expect(readFileSync(project.at(".git/config"), "utf8")).toBe(before);
  await project.run("git config agent.was here");
  expect(sh(project, "git config --get agent.was; git config --get core.hooksPath || echo none")).toBe("here\nnone\n");
});

test("after a killed run nobody is hindered, and the next run puts everything back", async () => {
  await using project = await guarded();
  const before = readFileSync(project.at(".git/config"), "utf8");
  const { child, ended } = project.start(["run", "--agent", "sh", "--prompt", "touch begun; sleep 60"]);
  await until(() => readdirSync(project.path).includes("begun"));
  expect(sh(project, "git branch -D side")).toContain("Deleted branch side"); // the user, in another terminal
  child.kill("SIGKILL");
  await ended;
  expect(readFileSync(project.at(".git/config"), "utf8")).not.toBe(before);
  expect(sh(project, "git tag -d v1")).toContain("Deleted tag");
  await project.run("true");
  expect(readFileSync(project.at(".git/config"), "utf8")).toBe(before);
});

test("an agent that takes the guard away is found out", async () => {
  await using project = await guarded();
  const { result } = await project.run('rm "$(command -v git)"; /usr/bin/git reset -q --hard');
  expect(result.warnings.join()).toContain("tampered");
  expect((await project.run("git stash")).result.refused).toBe(1);
});

test("no place for the guard: a warning, and with --require-guard or in CI no start", async () => {
  await using project = await guarded();
  const state = join(project.env.XDG_STATE_HOME, "prompts-gpt");
  await project.run("true");
  rmSync(join(state, "guard"), { recursive: true });
  writeFileSync(join(state, "guard"), "in the way");
  const run = ["run", "--agent", "sh", "--prompt", "touch began"];
  const required = await project.cli(...run, "--require-guard");
  expect([required.exitCode, required.stderr]).toEqual([2, expect.stringContaining("The guard of git does not hold")]);
  const ci = await project.start(run, { env: { CI: "true" } }).ended;
  expect([ci.exitCode, readdirSync(project.path).includes("began")]).toEqual([2, false]);
  const warned = await project.cli(...run);
  expect([warned.exitCode, warned.stderr + warned.stdout]).toEqual([0, expect.stringContaining("does not hold")]);
});

describe.concurrent("what the agents' own rules add is shown before anything runs", () => {
  test.each(
    few([
      ["claude", /--disallowedTools Read\(.+--settings .*PreToolUse.*check\.cjs' --hook/s],
      ["codex", /-c hooks\.PreToolUse=.*check\.cjs' --hook.*trusted_hash/s],
    ]),
  )("%s", async (agent, expected) => {
    await using project = await guarded();
    const bin = join(project.path, "..", `bin-${process.pid}-${agent}`);
    mkdirSync(bin);
    writeFileSync(join(bin, agent), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const dryRun = async (...args: readonly string[]) => {
      const env = { PATH: `${bin}:${project.env.PATH}` };
      const all = ["run", "--agent", agent, "--prompt", "x", "--dry-run", "--json", ...args];
      const { stdout } = await project.start(all, { env }).ended;
      return JSON.parse(stdout) as RunPlan;
    };
    const before = work(project);
    const plan = await dryRun();
    expect(plan.command.args.join(" ")).toMatch(expected);
    const free = (await dryRun("--allow-destructive-git")).command.args.join(" ");
    expect([free.includes("--hook"), free.includes("Read(")]).toEqual([false, agent === "claude"]);
    const own = agent === "claude" ? ["--settings", "{}"] : ["-c", "hooks.PreToolUse=[]"];
    expect((await dryRun("--", ...own)).warnings.join()).toMatch(/not looked at/);
    expect([work(project), existsSync(join(project.env.XDG_STATE_HOME, "prompts-gpt/guard"))]).toEqual([before, false]);
    rmSync(bin, { recursive: true });
  });
});
