import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BIN, type Project, scriptAgent, tempProject } from "../support/project.ts";
import { needsTmux, openWindow } from "../support/tmux.ts";

const files = { "text.txt": "one\ntwo\nthree\nfour\nfive\n", "gone.txt": "goes\n", "mine.txt": "mine\n" };
const agents = {
  a: scriptAgent(
    "cat > /dev/null; sed -i.bak s/one/ONE/ text.txt && rm text.txt.bak; rm gone.txt; printf '#!/bin/sh\\n' > tool.sh; chmod +x tool.sh; echo done",
  ),
  b: scriptAgent("cat > /dev/null; sed -i.bak s/one/EINS/ text.txt && rm text.txt.bak; echo done"),
  commits: scriptAgent(
    'cat > /dev/null; echo by > by.txt; git add by.txt; git -c user.name=A -c user.email=a@b.example commit -qm "Its own"; echo more > more.txt; echo done',
  ),
};

async function raced(more: Readonly<Record<string, object>> = {}, id = "race"): Promise<Project> {
  const project = await tempProject(files, { agents: { ...agents, ...more } });
  const args = ["orchestrate", "--mode", "parallel", "--prompt", "Mend.", "--run-id", id];
  const ended = await project.cli(...args, "--providers", ["a", "b", ...Object.keys(more)].join(","));
  expect(ended.exitCode).toBe(0);
  return project;
}

const git = ({ path, env }: Project, ...args: string[]) =>
  execFileSync("git", args, { cwd: path, env, encoding: "utf8" }).trim();
const text = (project: Project, name: string) => readFile(project.at(name), "utf8");

describe("runs apply", () => {
  test("brings a candidate into the folder as it is now: merged with what was changed there since", async () => {
    await using project = await raced();
    await writeFile(project.at("text.txt"), "one\ntwo\nthree\nfour\nFIVE\n");
    await writeFile(project.at("mine.txt"), "changed\n");
    const ended = await project.cli("runs", "apply", "race", "--candidate", "a");
    expect([ended.exitCode, ended.stdout]).toEqual([0, expect.stringContaining("text.txt (merged with your changes)")]);
    expect(await text(project, "text.txt")).toBe("ONE\ntwo\nthree\nfour\nFIVE\n");
    expect(await text(project, "mine.txt")).toBe("changed\n");
    expect(existsSync(project.at("gone.txt"))).toBe(false);
    expect((await stat(project.at("tool.sh"))).mode & 0o100).toBe(0o100);
    const again = JSON.parse(
      (await project.cli("runs", "apply", "race", "--candidate", "a", "--json")).stdout,
    ) as object;
    expect(again).toMatchObject({ applied: true, paths: [] });
  });

  test("where both have changed the same: 1, each conflict told, and nothing half-applied", async () => {
    await using project = await raced();
    expect((await project.cli("runs", "apply", "race", "--candidate", "provider-a")).exitCode).toBe(0);
    const before = git(project, "status", "--porcelain");
    const ended = await project.cli("runs", "apply", "race/provider-b");
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain("text.txt: both sides have changed the same lines");
    expect(git(project, "status", "--porcelain")).toBe(before);
    expect(await text(project, "text.txt")).toBe("ONE\ntwo\nthree\nfour\nfive\n");
  });

  test("what to type where both have changed the same fits into 80 columns, and works", async () => {
    const id = "orchestrate-20261122T181500Z-4f2a91";
    await using project = await raced({}, id);
    await writeFile(project.at("text.txt"), "1\n");
    const ended = await project.cli("runs", "apply", id, "--candidate", "b");
    expect(ended.stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const commands = [...ended.stdout.matchAll(/^ {2}prompts-gpt ((?:.*\\\n)*.*)$/gm)].map(([, words]) => words);
    expect(commands).toHaveLength(2);
    for (const words of commands)
      execFileSync("sh", ["-c", `exec "$0" "$1" ${words}`, process.execPath, BIN], {
        cwd: project.path,
        env: project.env,
      });
    expect(git(project, "show", "b:text.txt")).toContain("EINS");
  });

  test("--commit commits exactly that; what else is changed or staged stays so", async () => {
    await using project = await raced();
    await writeFile(project.at("mine.txt"), "staged\n");
    git(project, "add", "mine.txt");
    const ended = await project.cli("runs", "apply", "latest", "--candidate", "a", "--commit", "--json");
    const { commit } = JSON.parse(ended.stdout) as { commit: string };
    expect(commit).toBe(git(project, "rev-parse", "HEAD"));
    expect(git(project, "show", "--name-only", "--format=", "HEAD").split("\n")).toEqual([
      "gone.txt",
      "text.txt",
      "tool.sh",
    ]);
    expect(git(project, "diff", "--cached", "--name-only")).toBe("mine.txt");
    expect(git(project, "log", "-1", "--format=%b")).toBe("By a: provider-a of race");
  });

  test("--commit that git refuses: 1, nothing is applied, and what is staged stays so; without it, it is", async () => {
    await using project = await raced();
    await writeFile(project.at("mine.txt"), "staged\n");
    git(project, "add", "mine.txt");
    for (const [key, value] of [
      ["commit.gpgsign", "true"],
      ["gpg.program", "false"],
    ] as const)
      git(project, "config", key, value);
    const before = git(project, "status", "--porcelain");
    const ended = await project.cli("runs", "apply", "race", "--commit");
    expect([ended.exitCode, ended.stderr]).toEqual([1, expect.stringContaining("git refused the commit; nothing was")]);
    expect(git(project, "status", "--porcelain")).toBe(before);
    expect(await text(project, "text.txt")).toBe(files["text.txt"]);
    expect(git(project, "log", "--format=%s")).toBe("first");
    const [, words = ""] = /try: prompts-gpt (.*)/.exec(ended.stderr) ?? [];
    expect((await project.cli(...words.split(" "))).stdout).toContain("Applied race/provider-");
  });

  test("--branch: a branch with its exact tree and its own commits; the folder stays as it is", async () => {
    await using project = await raced({ commits: agents.commits });
    const ended = await project.cli("runs", "apply", "race", "--candidate", "commits", "--branch", "try");
    expect(ended.exitCode).toBe(0);
    expect(git(project, "ls-tree", "--name-only", "try").split("\n")).toEqual(
      expect.arrayContaining(["by.txt", "more.txt", "gone.txt"]),
    );
    expect(git(project, "log", "--format=%s", "try")).toContain("Its own");
    expect([git(project, "status", "--porcelain"), git(project, "branch", "--show-current")]).toEqual(["", "main"]);
    git(project, "fsck", "--strict");
    for (const [name, why] of [
      ["try", "There is a branch try already"],
      ["no..name", "is no name for a branch"],
      ["@{-1}", "is no name for a branch"],
      ["-d", "--branch"],
    ] as const) {
      const refused = await project.cli("runs", "apply", "race", "--candidate", "commits", "--branch", name);
      expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining(why)]);
    }
  });

  test("in another working tree of the repository, but in no other repository", async () => {
    await using project = await raced();
    await using other = await tempProject();
    const linked = join(project.env.HOME, "linked");
    git(project, "worktree", "add", "-q", linked, "-b", "side");
    const args = ["runs", "apply", "race", "--candidate", "b", "--artifacts-dir", project.at(".scripts/runs")];
    expect((await project.start(args, { cwd: linked }).ended).exitCode).toBe(0);
    expect(await readFile(join(linked, "text.txt"), "utf8")).toContain("EINS");
    expect(git(project, "status", "--porcelain")).toBe("");
    const refused = await project.start(args, { cwd: other.path }).ended;
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining("It was made in another repository"),
    ]);
  });

  test("of a candidate whose lane was deleted it says just that: 1", async () => {
    const deletes = scriptAgent('cat > /dev/null; cd /; rm -rf "$OLDPWD"; echo done');
    await using project = await tempProject(files, { agents: { ...agents, deletes } });
    const race = ["orchestrate", "--mode", "parallel", "--prompt", "Mend.", "--run-id", "race"];
    await project.cli(...race, "--providers", "a,deletes");
    const ended = await project.cli("runs", "apply", "race", "--candidate", "deletes");
    expect([ended.exitCode, ended.stderr]).toEqual([
      1,
      expect.stringMatching(
        /What provider-deletes did is not kept: The folder of its lane was deleted[^]*runs show race/,
      ),
    ]);
  });
});

/** One race for all: each leaves it as it was, and the last one takes its results away. */
describe("runs apply, refused", () => {
  let project: Project;
  beforeAll(async () => void (project = await raced()));
  afterAll(() => project[Symbol.asyncDispose]());

  test.each([
    [["nope"], 2, "There is no run nope"],
    [["race", "--candidate", "c"], 2, 'has no candidate "c". There are: a, b.'],
    [["race", "--candidate", "a", "--branch", "x", "--commit"], 2, "cannot be used together"],
  ] as const)("%j: %i", async (args, exitCode, why) => {
    const ended = await project.cli("runs", "apply", ...args);
    expect([ended.exitCode, ended.stderr]).toEqual([exitCode, expect.stringContaining(why)]);
  });

  test("--commit would take your own changes along: 2, and nothing is applied", async () => {
    await writeFile(project.at("text.txt"), "one\ntwo\nthree\nfour\nFIVE\n");
    const ended = await project.cli("runs", "apply", "race", "--candidate", "a", "--commit");
    expect([ended.exitCode, ended.stderr]).toEqual([
      2,
      expect.stringContaining("Your own changes would be in the commit: text.txt"),
    ]);
    expect(existsSync(project.at("gone.txt"))).toBe(true);
    git(project, "checkout", "--", "text.txt");
  });

  test("--commit while a merge is not ended: 2, and nothing is applied", async () => {
    await writeFile(project.at(".git/MERGE_HEAD"), `${git(project, "rev-parse", "HEAD")}\n`);
    const ended = await project.cli("runs", "apply", "race", "--candidate", "a", "--commit");
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining("try: git merge --continue")]);
    expect(git(project, "status", "--porcelain")).toBe("");
    rmSync(project.at(".git/MERGE_HEAD"));
  });

  test("a record that an agent has written over names no other result", async () => {
    const journal = project.at(".scripts/runs/race/events.jsonl");
    const kept = readdirSync(join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes/kept"));
    const written = await readFile(journal, "utf8");
    const [one = ""] = kept.filter((id) => written.includes(id));
    const other = kept.find((id) => id !== one) ?? "";
    const swap = (name: string) => (name === one ? other : one);
    const forged = written.replaceAll(
      new RegExp(`"laneId":"(${one}|${other})"`, "g"),
      (_, id: string) => `"laneId":"${swap(id)}"`,
    );
    for (const lie of [forged, written.replaceAll(one, "../kept").replaceAll(other, "../kept")]) {
      await chmod(journal, 0o600);
      await writeFile(journal, lie);
      const ended = await project.cli("runs", "apply", "race", "--candidate", "a");
      expect([ended.exitCode, ended.stderr]).toEqual([1, expect.stringContaining("is not kept any more")]);
    }
    expect(git(project, "status", "--porcelain")).toBe("");
    await writeFile(journal, written);
  });

  test("what was removed is not kept any more: 1", async () => {
    expect((await project.cli("runs", "diff", "race")).exitCode).toBe(0); // so far it is
    rmSync(join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes/kept"), { recursive: true });
    const ended = await project.cli("runs", "apply", "race");
    expect([ended.exitCode, ended.stderr]).toEqual([1, expect.stringContaining("is not kept any more")]);
  });
});

describe("runs diff", () => {
  test("of one candidate, and between two", async () => {
    await using project = await raced();
    const one = (await project.cli("runs", "diff", "race", "--candidate", "b")).stdout;
    expect(one).toContain("-one\n+EINS");
    const all = (await project.cli("runs", "diff", "race")).stdout;
    expect(all).toMatch(/^# race\/provider-a\n[^]*\n# race\/provider-b\n/);
    expect((await project.cli("runs", "diff", "latest")).stdout).toBe(all);
    expect((await project.cli("runs", "diff", "latest/provider-b")).stdout).toBe(one);
    expect((await project.cli("runs", "diff", "ra")).stdout).toBe(all);
    const shown = (await project.cli("runs", "show", "race/provider-b")).stdout;
    expect((await project.cli("runs", "show", "latest/provider-b")).stdout).toBe(shown);
    const two = (await project.cli("runs", "diff", "race/provider-a", "b")).stdout;
    expect(two).toContain("-ONE\n+EINS");
    expect(two).toContain("new file mode 100644");
    expect((await project.cli("runs", "diff", "race/provider-b", "race/provider-b")).stdout).toBe("");
    const wrong = await project.cli("runs", "diff", "race/provider-a", "c");
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('has no candidate "c"')]);
  });
});

describe("runs gc", () => {
  test("shows what candidates take, and removes it only when asked: the disk is given back", async () => {
    const id = "orchestrate-20261126T222828Z-4d8f7e"; // as long as those that are made up
    await using project = await raced({}, id);
    const kept = join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes/kept");
    expect((await project.cli("runs", "apply", id, "--candidate", "a")).exitCode).toBe(0);
    const shown = await project.cli("runs", "gc");
    expect(shown.stdout).toMatch(/2 results of lanes kept, .*runs gc --yes/);
    expect(shown.stdout).toMatch(/3 files\s+applied\s+orchestrate-20261126T222828Z-4d8f7e\/provider-a\n/);
    expect(shown.stdout).toMatch(/1 file\s+not applied\s+orchestrate-20261126T222828Z-4d8f7e\/provider-b\n/);
    expect(readdirSync(kept)).toHaveLength(2);
    const removed = await project.cli("runs", "gc", "--yes", "--json");
    expect(JSON.parse(removed.stdout)).toMatchObject({ resultsFreed: expect.any(Number) as number });
    expect(readdirSync(kept)).toEqual([]);
  });

  test("names lanes that stay, as a repository of its own was made in them", async () => {
    const nests = scriptAgent("cat > /dev/null; git init -q inner; echo work > inner/file; echo done");
    await using project = await raced({ nests });
    const shown = (await project.cli("runs", "gc", "--yes")).stdout;
    expect(shown).toMatch(/The lane race-\S+: Work in inner is in no result, .*lanes\/race-\S+ stays\./);
  });

  test("in a terminal it asks: no keeps them, yes removes them", async (context) => {
    needsTmux(context);
    await using project = await raced();
    for (const [answer, left] of [
      ["no", 2],
      ["yes", 0],
    ] as const) {
      await using window = await openWindow(project, ["runs", "gc"]);
      expect(await window.sees(/never applied\)\?.*└$/s)).toMatch(/Remove 2 results for good \(/);
      window.press(answer, "Enter");
      expect(await window.exitCode()).toBe(0);
      expect(readdirSync(join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes/kept"))).toHaveLength(left);
    }
  });

  test("a record stays while its candidates wait for somebody to decide, and goes when one was applied", async () => {
    await using project = await raced();
    const args = [
      "orchestrate",
      "--mode",
      "parallel",
      "--prompt",
      "Mend.",
      "--providers",
      "a,b",
      "--max-run-dirs",
      "1",
    ];
    const runs = () => readdirSync(project.at(".scripts/runs")).filter((name) => name.startsWith("orchestrate-"));
    for (const count of [1, 2]) {
      expect((await project.cli(...args)).exitCode).toBe(0);
      expect(runs()).toHaveLength(count);
    }
    for (const run of runs()) expect((await project.cli("runs", "apply", run, "--candidate", "a")).exitCode).toBe(0);
    expect((await project.cli(...args)).exitCode).toBe(0);
    expect(runs()).toHaveLength(1);
  });
});
