import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { SweepResult } from "../../src/index.ts";
import { groupMarker } from "../../src/process/marker.ts";
import { markedWith } from "../../src/process/process-table.ts";
import { type CliResult, type Project, scriptAgent, tempProject, until } from "../support/project.ts";
import { placesOf } from "../support/samples.ts";

const FAULT = fileURLToPath(new URL("../support/fault-journal.mjs", import.meta.url));

/** Adds a line, says what it used, and leaves a process behind that would go on for a minute. */
const WORKER = scriptAgent(
  `
cat > /dev/null
echo "line $(($(cat work.txt 2>/dev/null | wc -l) + 1))" >> work.txt
sleep 60 &
echo '{"type":"agent.usage","usage":{"inputTokens":100,"cachedInputTokens":0,"outputTokens":10,"reasoningTokens":0,"totalTokens":110},"cumulative":false}'
echo '{"type":"agent.final","ok":true,"text":"done"}'
`,
  "jsonl",
);

const SWEEP = ["sweep", "-n", "4", "--agent", "worker", "--run-id", "victim", "--json"];

function tempSweep(agents: Readonly<Record<string, object>> = {}) {
  return tempProject({ ".prompts-gpt/sweeps/audit.md": "# Audit\nMend.\n" }, { agents: { worker: WORKER, ...agents } });
}

function resultOf({ stdout }: CliResult): SweepResult {
  return JSON.parse(stdout) as SweepResult;
}

interface Manifest {
  readonly ok: boolean;
  readonly tokenUsage: { readonly totalTokens: number };
  readonly lost: readonly { readonly name: string; readonly tokenUsage: { readonly totalTokens: number } }[];
  readonly files: readonly { readonly members: readonly { readonly name: string; readonly ok: boolean }[] }[];
}

async function manifestOf(project: Project): Promise<Manifest> {
  const text = await readFile(project.at(".scripts/runs/victim/sweep-manifest.json"), "utf8");
  return JSON.parse(text) as Manifest;
}

/** Of the whole run, or of its second iteration: what is killed at each of its additions. */
const JOURNALS = { run: "victim/events\\.jsonl$", member: "iteration-2/events\\.jsonl$" };

/** How many lines a journal of the sweep has when nothing stops it; by then it is as it should be. */
async function lengthOf(journal: keyof typeof JOURNALS): Promise<number> {
  await using project = await tempSweep();
  expect((await project.cli(...SWEEP)).exitCode).toBe(0);
  await expectUndisturbed(project);
  const folder = project.at(`.scripts/runs/victim${journal === "run" ? "" : "/iteration-2"}`);
  return (await readFile(`${folder}/events.jsonl`, "utf8")).trim().split("\n").length;
}

describe("SIGKILL at every journal write of a sweep, then resume", () => {
  test.each([
    ["run", "after", { from: 4, every: 6 }],
    ["run", "half", { from: 1, every: 8 }],
    ["member", "before", { from: 2, every: 6 }],
  ] as const)(
    "of the %s's journal (%s): tree, manifest and ledger as if nothing had happened",
    { timeout: 400_000 },
    async (journal, how, some) => {
      const places = placesOf(await lengthOf(journal), some);
      let killed = 0;
      for (const at of places) {
        await using project = await tempSweep();
        const env = { FAULT_JOURNAL: JOURNALS[journal], FAULT_AT: String(at), FAULT_HOW: how };
        const first = await project.start(SWEEP, { node: ["--import", FAULT], env }).ended;
        if (first.exitCode === null) {
          killed += 1;
          await resumeOrBegin(project);
        }
        await expectUndisturbed(project);
      }
      // Lines may be written together, and the last place is not reached then.
      expect(killed).toBeGreaterThanOrEqual(Math.max(1, places.length - 1));
    },
  );
});

/** A run that was killed before its first event was written is none yet. */
async function resumeOrBegin(project: Project): Promise<void> {
  const resumed = await project.cli("runs", "resume", "victim", "--json");
  if (resumed.exitCode === 0) return;
  const text = await readFile(project.at(".scripts/runs/victim/events.jsonl"), "utf8");
  const last = text.split("\n").findLast((line) => line !== "" && line.endsWith("}")) ?? "";
  if (last.includes('"run.finished"')) return; // all of it was written
  expect(resumed.stderr).toMatch(/holds no run|no first event/);
  expect(text).not.toContain("\n");
  const again = await project.cli(...SWEEP.map((word) => (word === "victim" ? "victim-2" : word)));
  expect(again.exitCode).toBe(0);
}

async function expectUndisturbed(project: Project): Promise<void> {
  expect(await readFile(project.at("work.txt"), "utf8")).toBe("line 1\nline 2\nline 3\nline 4\n");
  expect(await markedWith(groupMarker(project.at(".scripts/runs/victim")))).toEqual([]);
  const shown = JSON.parse((await project.cli("runs", "list", "--json")).stdout) as { runs: { status: string }[] };
  if (shown.runs.every(({ status }) => status !== "succeeded")) throw new Error("nothing has succeeded");
  const manifest = await manifestOf(project).catch(() => undefined);
  if (manifest === undefined) return; // it was begun anew under another name, or killed behind its last event
  const lost = manifest.lost.reduce((sum, { tokenUsage }) => sum + tokenUsage.totalTokens, 0);
  expect(manifest).toMatchObject({ ok: true, tokenUsage: { totalTokens: 440 + lost } });
  const members = manifest.files.flatMap((file) => file.members);
  expect(members.map(({ name, ok }) => [name, ok])).toEqual(
    [1, 2, 3, 4].map((number) => [`iteration-${number}`, true]),
  );
}

describe("resume", () => {
  test("after Ctrl-C: 130, then the iteration that was stopped is done again on the tree that it had begun with", async () => {
    const waits = scriptAgent(
      "cat > /dev/null; echo half >> work.txt; touch begun; [ -e $HOME/go ] || sleep 60; echo whole >> work.txt",
    );
    await using project = await tempSweep({ waits });
    const run = project.start(["sweep", "-n", "1", "--agent", "waits", "--run-id", "stopped", "--json"]);
    await until(() =>
      readFile(project.at("begun")).then(
        () => true,
        () => false,
      ),
    );
    await sleep(50);
    run.child.kill("SIGINT");
    const ended = await run.ended;
    expect(ended.exitCode).toBe(130);
    expect(resultOf(ended)).toMatchObject({ ok: false, status: "cancelled" });
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("half\n");
    await writeFile(join(project.env.HOME, "go"), "");
    const resumed = await project.cli("runs", "resume", "stopped", "--json");
    expect(resumed.exitCode).toBe(0);
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("half\nwhole\n"); // not a second half
  }, 120_000);

  test("a prompt that failed before others succeeded is begun again on what those have made", async () => {
    const writes = scriptAgent('p=$(cat); echo $p > $p.txt; [ "$p" != A ] || [ -e $HOME/go ]');
    await using project = await tempProject({ "a.md": "A\n", "b.md": "B\n" }, { agents: { writes } });
    const batch = await project.cli("run-batch", "a.md", "b.md", "--agent", "writes", "--run-id", "batch");
    expect(batch.exitCode).toBe(1);
    await writeFile(join(project.env.HOME, "go"), "");
    const resumed = await project.cli("runs", "resume", "batch");
    expect([resumed.exitCode, resumed.stdout]).toEqual([
      0,
      expect.stringContaining("others have worked on them since"),
    ]);
    expect(await readFile(project.at("B.txt"), "utf8")).toBe("B\n");
  });

  test("iterations that were not accepted, and have successors, are not done again; the last one is", async () => {
    const adds = scriptAgent("cat > /dev/null; echo x >> work.txt");
    await using project = await tempSweep({ adds });
    const verify = ["--verify", "test $(wc -l < work.txt) -ge 4 || test -e $HOME/go"];
    await project.cli("sweep", "-n", "3", "--agent", "adds", "--run-id", "victim", ...verify);
    await writeFile(join(project.env.HOME, "go"), "");
    const resumed = await project.cli("runs", "resume", "victim", "--json");
    expect(resumed.exitCode).toBe(0);
    expect(resultOf(resumed).files[0]?.iterations.map(({ attempts }) => attempts)).toEqual([1, 1, 2]);
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("x\nx\nx\n"); // the third line is that of the second try
  });

  test("what its user has changed or committed since a member ended stays, and that is said", async () => {
    const fails = scriptAgent("cat > /dev/null; echo x >> work.txt; exit 1");
    await using project = await tempSweep({ fails });
    await project.cli("sweep", "-n", "2", "--agent", "fails", "--max-retries", "0", "--run-id", "victim");
    await writeFile(project.at("mine.txt"), "mine\n");
    const resumed = await project.cli("runs", "resume", "victim");
    expect(resumed.stdout).toContain("changed since it ended");
    expect(resumed.stdout).toContain("prompts-gpt restore victim/iteration-1");
    expect(await readFile(project.at("mine.txt"), "utf8")).toBe("mine\n");
    execFileSync("git", ["add", "-A"], { cwd: project.path, env: project.env });
    const author = ["-c", "user.name=T", "-c", "user.email=t@example.org"];
    execFileSync("git", [...author, "commit", "-qm", "mine"], { cwd: project.path, env: project.env });
    await project.cli("runs", "resume", "victim");
    const log = execFileSync("git", ["log", "--format=%s"], { cwd: project.path, env: project.env, encoding: "utf8" });
    expect(log).toBe("mine\nfirst\n");
  });

  test("what its user has committed since it was killed stays on the branch", async () => {
    const waits = scriptAgent("cat > /dev/null; echo x >> work.txt; touch begun; [ -e $HOME/go ] || sleep 60");
    await using project = await tempSweep({ waits });
    const sweep = project.start(["sweep", "-n", "1", "--agent", "waits", "--run-id", "victim"]);
    await until(() => existsSync(project.at("begun")));
    sweep.child.kill("SIGKILL");
    await sweep.ended;
    await sleep(2000); // git counts seconds
    execFileSync("git", ["add", "README.md", "work.txt"], { cwd: project.path, env: project.env });
    const author = ["-c", "user.name=T", "-c", "user.email=t@example.org"];
    execFileSync("git", [...author, "commit", "-qm", "mine"], { cwd: project.path, env: project.env });
    await writeFile(join(project.env.HOME, "go"), "");
    const resumed = await project.cli("runs", "resume", "victim");
    expect([resumed.exitCode, resumed.stdout]).toEqual([
      0,
      expect.stringContaining("prompts-gpt restore victim/iteration-1"),
    ]);
    const log = execFileSync("git", ["log", "--format=%s"], { cwd: project.path, env: project.env, encoding: "utf8" });
    expect(log).toBe("mine\nfirst\n");
  });

  test("while it is resumed it is shown as running, and no other run removes its record", async () => {
    const waits = scriptAgent("cat > /dev/null; [ -e $HOME/go ] || exit 1; touch resumed; sleep 2");
    await using project = await tempProject({ "a.md": "A\n" }, { agents: { waits } });
    const batch = ["run-batch", "a.md", "--agent", "waits", "--json"];
    const { batchId } = JSON.parse((await project.cli(...batch)).stdout) as { batchId: string };
    await writeFile(join(project.env.HOME, "go"), "");
    const resumed = project.start(["runs", "resume", batchId]);
    await until(() => existsSync(project.at("resumed")));
    expect((await project.cli("runs", "list")).stdout).toContain("running");
    await sleep(1000); // so that the next one is the newer one
    await project.cli(...batch, "--in-place", "--max-run-dirs", "1", "--access", "read");
    expect((await resumed.ended).exitCode).toBe(0);
    expect((await project.show(batchId)).status).toBe("succeeded");
  });

  test("with --commit-each an iteration that fails once more is taken back once more", async () => {
    const fails = scriptAgent('cat > /dev/null; n=$(git ls-files "f*" | wc -l); echo x > f$n; [ $n = 0 ]');
    await using project = await tempSweep({ fails });
    const flags = ["--commit-each", "--max-retries", "0", "--run-id", "victim"];
    await project.cli("sweep", "-n", "2", "--agent", "fails", ...flags);
    const status = () =>
      execFileSync("git", ["status", "--porcelain"], { cwd: project.path, env: project.env, encoding: "utf8" });
    expect(status()).not.toContain("f1");
    await project.cli("runs", "resume", "victim");
    expect(status()).not.toContain("f1");
  });

  test("a run that has ended well, a single run and one that goes on are refused, each with what to type", async () => {
    await using project = await tempSweep();
    await project.cli(...SWEEP.map((word) => (word === "4" ? "1" : word)));
    const over = await project.cli("runs", "resume", "victim");
    expect([over.exitCode, over.stderr]).toEqual([2, expect.stringContaining("victim has ended well")]);
    await project.run("echo hi", "--run-id", "single");
    const single = await project.cli("runs", "resume", "single");
    expect([single.exitCode, single.stderr]).toEqual([2, expect.stringContaining("run --continue single")]);
  });

  test("a record in which an agent widened what its successors may do is not resumed", async () => {
    const fails = scriptAgent("cat > /dev/null; exit 1");
    await using project = await tempSweep({ fails });
    const journal = project.at(".scripts/runs/victim/events.jsonl");
    await project.cli("sweep", "-n", "2", "--agent", "fails", "--access", "read", "--run-id", "victim");
    await writeFile(journal, (await readFile(journal, "utf8")).replaceAll('"access":"read"', '"access":"full"'));
    const resumed = await project.cli("runs", "resume", "victim");
    expect([resumed.exitCode, resumed.stderr]).toEqual([2, expect.stringContaining("an agent may have written there")]);
  });
});

describe("what was done after a failure stays", () => {
  test("a prompt of a batch that failed is tried again on top of what the later ones did", async () => {
    const flaky = scriptAgent('p=$(cat); echo "$p" >> done.txt; case "$p" in *first*) [ -e "$HOME/go" ];; esac');
    const files = { ".prompts-gpt/a.md": "first", ".prompts-gpt/b.md": "second" };
    await using project = await tempProject(files, { agents: { flaky } });
    expect((await project.cli("run-batch", "a", "b", "--agent", "flaky", "--run-id", "b")).exitCode).toBe(1);
    await writeFile(join(project.env.HOME, "go"), "");
    expect((await project.cli("runs", "resume", "b")).exitCode).toBe(0);
    expect(await readFile(project.at("done.txt"), "utf8")).toBe("first\nsecond\nfirst\n");
  });

  test("an iteration that was not accepted is not done again when a later one is resumed", async () => {
    const dies = scriptAgent(
      'cat > /dev/null; echo x >> work.txt; [ $(cat work.txt | wc -l) -lt 2 ] || [ -e "$HOME/go" ]',
    );
    await using project = await tempSweep({ dies });
    const check = "test $(cat work.txt | wc -l) -ge 2";
    const args = ["sweep", "-n", "2", "--max-retries", "0", "--verify", check, "--agent", "dies", "--run-id", "s"];
    expect((await project.cli(...args)).exitCode).toBe(1);
    await writeFile(join(project.env.HOME, "go"), "");
    expect((await project.cli("runs", "resume", "s")).exitCode).toBe(0);
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("x\nx\n");
  });
});
