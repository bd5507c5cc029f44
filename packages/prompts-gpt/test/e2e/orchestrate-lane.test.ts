import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PipelineResult } from "../../src/index.ts";
import { type CliResult, type Project, scriptAgent, tempProject } from "../support/project.ts";

const TEXT = "one\ntwo\nthree\nfour\nfive\n";
const YAML = `steps:
  - { id: look, access: read, prompt: Look. }
  - { id: one, prompt: One. }
  - { id: two, needs: [one], prompt: Two. }
`;

/** Where the user's folder is the agents are told by a file of their home. */
const HEAD = 'first=$(head -1); mine=$(cat "$HOME/folder")\n';
const NOW = "sed -i.bak s/one/ONE/ text.txt && rm text.txt.bak";

async function tempSteps(script: string, yaml = YAML) {
  const files = { "text.txt": TEXT, ".gitignore": ".env\n", ".prompts-gpt/pipelines/p.yaml": yaml };
  const project = await tempProject(files, { agents: { worker: scriptAgent(HEAD + script) } });
  await writeFile(join(project.env.HOME, "folder"), project.path);
  return project;
}

const PIPELINE = ["orchestrate", "--mode", "pipeline", "--agent", "worker", "--json"];
const NAMED = [...PIPELINE, "--run-id", "p"];

function resultOf({ stdout }: CliResult): PipelineResult {
  return JSON.parse(stdout) as PipelineResult;
}

const text = (project: Project, name: string) => readFile(project.at(name), "utf8");
const git = ({ path, env }: Project, ...args: string[]) =>
  execFileSync("git", args, { cwd: path, env, encoding: "utf8" }).trim();

function expectNoLane(project: Project): void {
  const lanes = join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes");
  expect(readdirSync(lanes).filter((name) => name !== "kept" && !name.includes("lock"))).toEqual([]);
  expect(readdirSync(project.at(".git/worktrees"))).toEqual([]);
}

describe("the lane of a pipeline", () => {
  test("has what is uncommitted, and .env; all steps work there, and the folder has it when all have succeeded", async () => {
    await using project = await tempSteps(`
case $first in
  Look*) pwd > "$HOME/where-look"; cat mine.txt .env ;;
  One*) pwd > "$HOME/where-one"; cat mine.txt .env > seen.txt; ${NOW}; echo "$PROMPTS_GPT_PORT_BASE" > port.txt ;;
  Two*) cat seen.txt; [ ! -e "$mine/seen.txt" ] && grep -q one "$mine/text.txt" && touch "$HOME/untouched"; rm seen.txt ;;
esac`);
    await writeFile(project.at("mine.txt"), "mine\n");
    await writeFile(project.at(".env"), "KEY=1\n");
    await writeFile(project.at("text.txt"), TEXT.replace("five", "FIVE"));
    const ended = await project.cli(...NAMED);
    expect([ended.exitCode, resultOf(ended).applied]).toEqual([0, true]);
    expect(resultOf(ended).warnings.join()).toContain("Your uncommitted work is in the lane too.");
    const [look, one] = await Promise.all(["look", "one"].map((id) => readFile(`${project.env.HOME}/where-${id}`)));
    expect(look).toEqual(one);
    expect(String(one)).not.toContain(project.path);
    expect(existsSync(join(project.env.HOME, "untouched"))).toBe(true);
    expect(await text(project, "text.txt")).toBe("ONE\ntwo\nthree\nfour\nFIVE\n");
    expect([await text(project, "mine.txt"), existsSync(project.at("seen.txt"))]).toEqual(["mine\n", false]);
    expect(await text(project, "port.txt")).toMatch(/^\d{5}\n$/);
    const patch = await project.cli("runs", "diff", "p");
    expect(patch.stdout).toContain("-one\n+ONE\n");
    expect(patch.stdout).not.toContain("seen.txt");
    expect(patch.stdout.trimEnd()).toBe((await text(project, ".scripts/runs/p/changes.patch")).trimEnd());
    expectNoLane(project);
  });

  test("what git ignores in it and somebody may miss is told: another .env, and what only its own rules ignore", async () => {
    await using project = await tempSteps(`
case $first in
  One*) echo NEW=1 >> .env; echo b > built.txt; mkdir out; echo o > out/o; echo 'out/' >> .gitignore ;;
  Two*) echo built.txt >> .gitignore ;;
esac`);
    await writeFile(project.at(".env"), "KEY=1\n");
    const ended = await project.cli(...NAMED);
    expect([ended.exitCode, resultOf(ended).warnings.join()]).toEqual([
      0,
      expect.stringContaining("so it is in no result, and went with the lane: .env, built.txt, out/."),
    ]);
    expect(await text(project, ".env")).toBe("KEY=1\n");
  });

  test("what both have changed: 1, and nothing is half applied; it is kept, told, and applied when the way is free", async () => {
    await using project = await tempSteps(`
case $first in
  One*) ${NOW}; echo new > new.txt ;;
  Two*) echo ours > "$mine/text.txt" ;;
esac`);
    const ended = await project.cli(...NAMED);
    expect([ended.exitCode, resultOf(ended).applied]).toEqual([1, false]);
    expect(resultOf(ended).error).toContain("could not be brought into this folder");
    expect(resultOf(ended).warnings.join()).toContain("What the steps changed was not applied, and is kept: text.txt");
    expect([await text(project, "text.txt"), existsSync(project.at("new.txt"))]).toEqual(["ours\n", false]);
    expect((await project.cli("runs", "gc")).stdout).toMatch(/2 files +not applied +p\n/);
    const refused = await project.cli("runs", "apply", "p");
    expect([refused.exitCode, refused.stdout]).toEqual([1, expect.stringContaining("text.txt: ")]);
    expect((await project.cli("runs", "apply", "p", "--branch", "lane")).exitCode).toBe(0);
    expect(git(project, "show", "lane:new.txt")).toBe("new");
    await writeFile(project.at("text.txt"), TEXT.replace("five", "FIVE"));
    const resumed = await project.cli("runs", "resume", "p", "--json");
    expect([resumed.exitCode, resultOf(resumed).applied]).toEqual([0, true]);
    expect(resultOf(resumed).steps.map(({ attempts }) => attempts)).toEqual([1, 1, 1]); // nobody began anew
    expect(await text(project, "text.txt")).toBe("ONE\ntwo\nthree\nfour\nFIVE\n");
    expectNoLane(project);
  });

  test("a step that fails: what was done is kept, and can be had; resume begins it on the files as they were before it", async () => {
    await using project = await tempSteps(`
case $first in
  One*) ${NOW}; chmod 600 text.txt; git add .; git -c user.name=A -c user.email=a@b.example commit -qm Own; echo more > more.txt ;;
  Two*) git log --format=%s > log.txt; [ -e half.txt ] && exit 4; echo half > half.txt; [ -e "$HOME/go" ] || exit 3; rm half.txt ;;
esac`);
    const ended = await project.cli(...NAMED);
    const { warnings, applied, laneId } = resultOf(ended);
    expect([ended.exitCode, applied]).toEqual([1, false]);
    expect(warnings.at(-1)).toBe("What the steps have changed is kept, and this folder is as it was.");
    expect(ended.stderr).toContain("prompts-gpt runs apply p");
    expect(git(project, "status", "--porcelain")).toBe("");
    await writeFile(join(project.env.HOME, "go"), "");
    git(project, "-c", "user.name=T", "-c", "user.email=t@b.example", "commit", "-qm", "mine", "--allow-empty");
    const resumed = await project.cli("runs", "resume", "p", "--json");
    expect([resumed.exitCode, resultOf(resumed).applied]).toEqual([0, true]);
    expect((await text(project, "log.txt")).split("\n")).toContain("Own");
    expect([await text(project, "more.txt"), existsSync(project.at("half.txt"))]).toEqual(["more\n", false]);
    expect((await stat(project.at("text.txt"))).mode & 0o777).toBe(0o600);
    expect((await project.cli("runs", "gc")).stdout).toContain("2 results of lanes kept");
    // What the failed attempt had left is not lost: it has a name of its own.
    const half = await project.cli("runs", "apply", "p", "--candidate", laneId ?? "", "--branch", "half");
    expect([half.exitCode, git(project, "show", "half:half.txt")]).toEqual([0, "half"]);
    expectNoLane(project);
  });

  test("deleted under a step: that one fails and says so, nothing is brought back; resume has what was done before it", async () => {
    await using project = await tempSteps(`
case $first in
  One*) ${NOW}; echo one >> "$HOME/ones" ;;
  Two*) [ -e "$HOME/go" ] || rm -rf "$PWD"; echo two > two.txt ;;
esac`);
    const ended = await project.cli(...NAMED);
    expect([ended.exitCode, resultOf(ended).steps.map(({ status }) => status)]).toEqual([
      1,
      ["succeeded", "succeeded", "failed"],
    ]);
    expect(resultOf(ended).steps.at(-1)?.error).toContain("The folder of its lane was deleted while it worked");
    expect(await text(project, "text.txt")).toBe(TEXT);
    await writeFile(join(project.env.HOME, "go"), "");
    expect((await project.cli("runs", "resume", "p")).exitCode).toBe(0);
    expect(await text(project, "text.txt")).toBe(TEXT.replace("one", "ONE"));
    expect([await text(project, "two.txt"), await readFile(join(project.env.HOME, "ones"), "utf8")]).toEqual([
      "two\n",
      "one\n",
    ]);
    expect((await project.cli("runs", "gc")).stdout).toContain("1 result of lanes kept"); // the other has gone on in it
    expectNoLane(project);
  });

  test("deleted when a step had ended well: what it did is done again, and nothing is missing in the end", async () => {
    const yaml = `steps:
  - { id: one, prompt: One. }
  - { id: rest, access: read, needs: [one], prompt: Rest. }
  - { id: two, needs: [rest], prompt: Two. }
`;
    await using project = await tempSteps(
      `
case $first in
  One*) ${NOW}; echo one >> "$HOME/ones" ;;
  Rest*) [ -e "$HOME/ones2" ] || rm -rf "$PWD"; touch "$HOME/ones2" ;;
  Two*) echo two > two.txt ;;
esac`,
      yaml,
    );
    const ended = await project.cli(...NAMED);
    const said = "The lane was deleted, or could not be kept: this folder is as it was.";
    expect([ended.exitCode, resultOf(ended).warnings.at(-1)]).toEqual([1, said]);
    const resumed = await project.cli("runs", "resume", "p", "--json");
    expect([resumed.exitCode, resultOf(resumed).warnings.join()]).toEqual([
      0,
      expect.stringContaining("step-one is done again: what it had changed was lost with the lane."),
    ]);
    expect([await text(project, "text.txt"), await text(project, "two.txt")]).toEqual([
      TEXT.replace("one", "ONE"),
      "two\n",
    ]);
    expectNoLane(project);
  });

  test("is not there where nobody writes, nor with --in-place; without what it held nothing is resumed: 2", async () => {
    await using project = await tempSteps('pwd > "$HOME/where"; echo done');
    for (const how of [["--access", "read"], ["--in-place"]]) {
      const ended = await project.cli(...PIPELINE, ...how);
      expect([ended.exitCode, resultOf(ended).laneId, resultOf(ended).applied]).toEqual([0, null, null]);
      expect(await readFile(join(project.env.HOME, "where"), "utf8")).toBe(`${project.path}\n`);
    }
    await project.cli(...NAMED, "--verify", "[ ! -e $HOME/twice ] || exit 1; touch $HOME/twice");
    await project.cli("runs", "gc", "--yes");
    const resumed = await project.cli("runs", "resume", "p");
    expect([resumed.exitCode, resumed.stderr]).toEqual([2, expect.stringContaining("is not kept any more")]);
  });
});
