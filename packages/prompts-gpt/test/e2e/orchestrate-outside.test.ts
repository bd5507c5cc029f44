import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { OrchestrateParallelResult, PipelineResult } from "../../src/index.ts";
import { type CliResult, eventsIn, type Project, scriptAgent, tempProject } from "../support/project.ts";

const RACE = ["orchestrate", "--mode", "parallel", "--prompt", "Answer.", "--json"];
const tidy = scriptAgent("cat > /dev/null; echo right > answer.txt; git fetch -q . main:refs/remotes/o/m; echo done");
/** Leaves its lane for the checkout that it was made from. */
const roams = scriptAgent(`
cat > /dev/null
echo right > answer.txt
git branch sneaky; git tag v9; git config core.hooksPath /nowhere
cd "$(git rev-parse --git-common-dir)/.."
echo theirs > README.md
git stash -q
git checkout -q -b other
echo more > more.txt
echo done
`);

function resultOf({ stdout }: CliResult): OrchestrateParallelResult {
  return JSON.parse(stdout) as OrchestrateParallelResult;
}

function gitIn(project: Project, ...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: project.path, env: project.env, encoding: "utf8" }).trim();
}

const OUTSIDE = "Outside of the lanes something changed while they were open, by an agent, by you or by somebody else";

describe("a candidate that leaves its lane", () => {
  test("is told of, with what moved, and restore brings everything back", async () => {
    await using project = await tempProject({ "answer.txt": "none\n" }, { agents: { tidy, roams } });
    await writeFile(project.at("mine.txt"), "mine\n");
    gitIn(project, "config", "user.email", "test@example.org");
    gitIn(project, "config", "user.name", "Test");
    const before = [gitIn(project, "show-ref"), gitIn(project, "status", "--porcelain", "--branch")];

    const result = resultOf(await project.cli(...RACE, "--providers", "roams", "--run-id", "race"));
    const warning = result.warnings.find((one) => one.startsWith(OUTSIDE));
    expect(warning).toBe(
      `${OUTSIDE}: HEAD is at branch other, branch other is new, branch sneaky is new, the stash is another, tag v9 is new, the repository's own configuration or hooks are others, more.txt. Restore shows first what it would take back, your own work since then too.`,
    );
    const told = eventsIn(await readFile(project.at(".scripts/runs/race/events.jsonl"), "utf8"));
    const fixes = told.flatMap((event) =>
      event.type === "run.warning" && event.message === warning ? [event.fix] : [],
    );
    expect(fixes).toEqual(["prompts-gpt restore race"]);

    await project.cli("restore", "race", "--yes");
    expect([gitIn(project, "show-ref"), gitIn(project, "status", "--porcelain", "--branch")]).toEqual(before);
    expect(gitIn(project, "stash", "list")).toBe("");
    expect(gitIn(project, "config", "--local", "--list")).not.toContain("/nowhere");
    expect(await readFile(project.at("README.md"), "utf8")).toBe("# A project\n");
    expect(await readFile(project.at("mine.txt"), "utf8")).toBe("mine\n");
    // The lane that stood there when the snapshot was taken is no more.
    expect(gitIn(project, "worktree", "list").split("\n")).toHaveLength(1);
    expect((await project.cli("restore", "race", "--dry-run")).stdout).not.toContain("worktrees");
  });

  test("who keeps to it is not, whatever it fetched; with much that moved the list is short", async () => {
    const many = scriptAgent(
      'cat > /dev/null; cd "$(git rev-parse --git-common-dir)/.."; for n in 1 2 3 4 5 6 7; do git tag "v$n"; echo a > "new $n"; done',
    );
    await using project = await tempProject({}, { agents: { tidy, many }, guard: true }); // new tags and branches pass it
    await writeFile(project.at("mine.txt"), "mine\n");
    const quiet = resultOf(await project.cli(...RACE, "--providers", "tidy"));
    expect(quiet.warnings.join()).not.toContain(OUTSIDE);
    const loud = resultOf(await project.cli(...RACE, "--providers", "many", "--no-snapshot"));
    expect(loud.warnings.join()).toContain("tag v5 is new, 2 more branches, tags or other refs, new 1,");
    expect(loud.warnings.join()).toContain("new 5, 2 more files.");
  });

  test("a repository that is gone is no end of the race", async () => {
    const wrecks = scriptAgent('cat > /dev/null; rm -rf "$(git rev-parse --git-common-dir)"; echo done');
    await using project = await tempProject({}, { agents: { wrecks } });
    const ended = await project.cli(...RACE, "--providers", "wrecks", "--run-id", "race");
    expect([ended.exitCode, resultOf(ended).warnings.join()]).toEqual([
      1,
      expect.stringContaining("The repository of this folder could not be looked at afterwards"),
    ]);
    await project.cli("restore", "race", "--yes");
    expect(gitIn(project, "status", "--porcelain")).toBe("");
    expect(gitIn(project, "worktree", "list").split("\n")).toHaveLength(1);
  });
});

describe("a step of a pipeline that leaves the lane", () => {
  const steps = "steps: [{ id: one, prompt: One. }, { id: two, needs: [one], prompt: Two. }]\n";
  const PIPELINE = ["orchestrate", "--mode", "pipeline", "p", "--json"];
  const files = { ".prompts-gpt/pipelines/p.yaml": steps };

  test("is told of before anything is brought in; one that keeps to it is not", async () => {
    const strays = scriptAgent(
      'cat > /dev/null; echo right > answer.txt; cd "$(git rev-parse --git-common-dir)/.."; echo x > stray.txt; git branch -f sneaky; echo : > .git/hooks/post-commit',
    );
    await using project = await tempProject(files, { agents: { tidy, strays } });
    const quiet = JSON.parse((await project.cli(...PIPELINE, "--agent", "tidy")).stdout) as PipelineResult;
    expect([quiet.applied, quiet.warnings]).toEqual([true, []]);
    const loud = JSON.parse((await project.cli(...PIPELINE, "--agent", "strays")).stdout) as PipelineResult;
    expect(loud.warnings.find((one) => one.startsWith(OUTSIDE))).toContain(
      ": branch sneaky is new, the repository's own configuration or hooks are others, stray.txt. Restore",
    );
  });

  test("also when another process goes on", async () => {
    const once = scriptAgent(
      'prompt=$(cat); case $prompt in *Two.*) [ -e "$HOME/again" ]; exit;; esac; cd "$(git rev-parse --git-common-dir)/.."; git tag v9',
    );
    await using project = await tempProject(files, { agents: { once } });
    expect((await project.cli(...PIPELINE, "--agent", "once", "--run-id", "p")).exitCode).toBe(1);
    await writeFile(`${project.env.HOME}/again`, "");
    const ended = await project.cli("runs", "resume", "p", "--json");
    const { warnings } = JSON.parse(ended.stdout) as PipelineResult;
    expect([ended.exitCode, warnings.join()]).toEqual([0, expect.stringContaining(`${OUTSIDE}: tag v9 is new.`)]);
  });
});
