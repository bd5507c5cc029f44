import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunBatchResult, SweepResult } from "../../src/index.ts";
import { type CliResult, scriptAgent, tempProject } from "../support/project.ts";

/** Waits until the other one has begun: they are at work at the same time. */
const beside = (mine: string, other: string, then: string) =>
  `touch "$HOME/${mine}"; i=0; while [ ! -e "$HOME/${other}" ]; do sleep 0.05; i=$((i+1)); [ $i -gt 400 ] && exit 9; done; ${then}\n`;

function batchOf({ stdout }: CliResult): RunBatchResult {
  return JSON.parse(stdout) as RunBatchResult;
}

const BATCH = ["run-batch", "a", "b", "--concurrency", "2", "--agent", "sh", "--json"];

describe("prompts beside each other that may write", () => {
  test("each has a working tree of its own, with what is uncommitted; what they changed is applied in order", async () => {
    await using project = await tempProject({
      ".prompts-gpt/a.md": beside(
        "a",
        "b",
        "cat mine.txt > seen-by-a.txt; pwd > where-a.txt; [ ! -e from-b.txt ]; echo a > from-a.txt",
      ),
      ".prompts-gpt/b.md": beside("b", "a", "echo b > from-b.txt; pwd > where-b.txt"),
    });
    await writeFile(project.at("mine.txt"), "mine\n");
    const ended = await project.cli(...BATCH);
    expect(batchOf(ended)).toMatchObject({ ok: true, succeeded: 2 });
    const read = (name: string) => readFile(project.at(name), "utf8");
    expect([await read("from-a.txt"), await read("from-b.txt"), await read("seen-by-a.txt")]).toEqual([
      "a\n",
      "b\n",
      "mine\n",
    ]);
    expect(await read("where-a.txt")).not.toBe(await read("where-b.txt"));
    expect(await read("where-a.txt")).not.toContain(project.path);
    const lanes = join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes");
    expect(readdirSync(lanes).filter((name) => name !== "kept")).toEqual([]);
    expect(readdirSync(project.at(".git/worktrees"), { recursive: false }).length).toBe(0);
  });

  test("where both have changed the same, the first is applied, of the second nothing, and that is said: 1", async () => {
    await using project = await tempProject({
      "text.txt": "one\n",
      ".prompts-gpt/a.md": beside("a", "b", "echo a > text.txt"),
      ".prompts-gpt/b.md": beside("b", "a", "echo b > text.txt; echo b > new.txt"),
    });
    const ended = await project.cli(...BATCH);
    const result = batchOf(ended);
    expect(ended.exitCode).toBe(1);
    expect(result.error).toContain("What 1 of 2 changed could not be applied");
    expect(result.warnings.join()).toContain("What prompt-2 changed was not applied, and is kept: text.txt");
    expect(await readFile(project.at("text.txt"), "utf8")).toBe("a\n");
    await expect(readFile(project.at("new.txt"))).rejects.toThrow("ENOENT");
  });

  test("of iterations beside each other those that ended well are applied, also when one has failed; a resumption does the rest", async () => {
    const one =
      'cat > /dev/null; if mkdir "$HOME/one" 2> /dev/null; then echo x > good; else sleep 0.5; [ -e "$HOME/go" ] || exit 3; echo x > late; fi';
    await using project = await tempProject({ "a.md": "# A\nMend.\n" }, { agents: { one: scriptAgent(one) } });
    const args = [
      "sweep",
      "a.md",
      "-n",
      "2",
      "--parallel",
      "2",
      "--agent",
      "one",
      "--max-retries",
      "0",
      "--run-id",
      "s",
    ];
    expect((await project.cli(...args)).exitCode).toBe(1);
    expect(await readFile(project.at("good"), "utf8")).toBe("x\n");
    await writeFile(join(project.env.HOME, "go"), "");
    expect((await project.cli("runs", "resume", "s")).exitCode).toBe(0);
    expect(await readFile(project.at("late"), "utf8")).toBe("x\n");
    expect(await readFile(project.at("good"), "utf8")).toBe("x\n");
  });

  test("a first prompt that only reads takes no lane away from those behind it that write", async () => {
    const front = "---\ntitle: R\nslug: r\naccess: read\n---\n";
    await using project = await tempProject({
      ".prompts-gpt/r.md": `${front}true\n`,
      ".prompts-gpt/a.md": "pwd > where-a.txt\n",
      ".prompts-gpt/b.md": "pwd > where-b.txt\n",
    });
    const args = ["run-batch", "r", "a", "b", "--concurrency", "3", "--agent", "sh", "--json"];
    expect(batchOf(await project.cli(...args))).toMatchObject({ ok: true });
    expect(await readFile(project.at("where-a.txt"), "utf8")).not.toContain(project.path);
  });

  test("--in-place: they share the one that is there", async () => {
    await using project = await tempProject({
      ".prompts-gpt/a.md": beside("a", "b", "pwd > where-a.txt"),
      ".prompts-gpt/b.md": beside("b", "a", "pwd > where-b.txt"),
    });
    expect(batchOf(await project.cli(...BATCH, "--in-place"))).toMatchObject({ ok: true });
    expect(await readFile(project.at("where-a.txt"), "utf8")).toBe(`${project.path}\n`);
  });

  test("without a git repository: 2, with what to type", async () => {
    await using project = await tempProject(
      { ".prompts-gpt/a.md": "echo a", ".prompts-gpt/b.md": "echo b" },
      { git: false },
    );
    const ended = await project.start(["run-batch", "a", "b", "--concurrency", "2", "--agent", "sh"]).ended;
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining("--in-place")]);
  });

  test("worktree.setup makes a lane ready; of a committed configuration it has to be accepted first", async () => {
    const committed = {
      ".prompts-gpt/config.json": JSON.stringify({ worktree: { setup: ["echo ready > ready.txt"] } }),
    };
    const files = { ".prompts-gpt/a.md": "cat ready.txt", ".prompts-gpt/b.md": "cat ready.txt" };
    await using project = await tempProject({ ...files, ...committed });
    const refused = await project.cli(...BATCH.slice(0, -1));
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('"worktree.setup"')]);
    const accepted = batchOf(await project.cli(...BATCH, "--trust"));
    expect(accepted.results.map(({ output }) => output.trim())).toEqual(["ready", "ready"]);
  });
});

describe("iterations beside each other that may write", () => {
  test("begin with the same tree; the next batch begins with what all of them made", async () => {
    const worker = scriptAgent(
      'cat > /dev/null; n=$(ls done-* 2>/dev/null | wc -l); echo "$n" > $(mktemp done-XXXXXX); echo done',
    );
    await using project = await tempProject(
      { ".prompts-gpt/sweeps/audit.md": "# Audit\nMend.\n" },
      { agents: { worker } },
    );
    const ended = await project.cli("sweep", "-n", "4", "--parallel", "2", "--agent", "worker", "--json");
    expect(JSON.parse(ended.stdout) as SweepResult).toMatchObject({ ok: true, iterationsCompleted: 4 });
    const done = readdirSync(project.path).filter((name) => name.startsWith("done-"));
    const seen = await Promise.all(done.map((name) => readFile(project.at(name), "utf8")));
    expect(seen.map((text) => text.trim()).toSorted()).toEqual(["0", "0", "2", "2"]);
  });
});
