import { readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { runBatch, type SweepResult, sweepPrompt } from "../../src/index.ts";
import { type CliResult, eventsIn, scriptAgent, tempProject, until } from "../support/project.ts";

const AUDIT = `---
title: Audit
slug: audit
sweep:
  defaultIterations: 3
  maxIterations: 5
---
Find one thing and mend it.
`;

/** Keeps what it was asked, adds a line to a file, and says which one it was. */
const WORKER = scriptAgent(`
n=$(($(cat work.txt 2>/dev/null | wc -l) + 1))
cat > asked-$n.txt
echo "line $n" >> work.txt
echo "I looked around."
echo "## Summary"
echo "Wrote line $n."
`);

function tempSweep(agents: Readonly<Record<string, object>> = {}, files: Readonly<Record<string, string>> = {}) {
  return tempProject({ ".prompts-gpt/sweeps/audit.md": AUDIT, ...files }, { agents: { worker: WORKER, ...agents } });
}

function resultOf({ stdout }: CliResult): SweepResult {
  return JSON.parse(stdout) as SweepResult;
}

describe("one file", () => {
  test("every iteration is a run of its own, and is told what the one before it did", async () => {
    await using project = await tempSweep();
    const ended = await project.cli("sweep", "--agent", "worker", "--json");
    const result = resultOf(ended);
    expect(ended.exitCode).toBe(0);
    expect(result).toMatchObject({ ok: true, status: "succeeded", iterationsCompleted: 3 });
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("line 1\nline 2\nline 3\n");
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map((number) => readFile(project.at(`asked-${number}.txt`), "utf8")),
    );
    expect(first).toContain("Find one thing and mend it.");
    expect(first).not.toContain("Wrote line");
    expect(second).toContain("Wrote line 1.");
    expect(third).toContain("Wrote line 2.");
    expect(third).not.toContain("Wrote line 1.");
    const [file] = result.files;
    expect(file?.iterations.map(({ runId }) => runId.split("/")[1])).toEqual([
      "iteration-1",
      "iteration-2",
      "iteration-3",
    ]);
    const shown = await project.show(`${result.sweepId}/iteration-2`);
    expect(shown.status).toBe("succeeded");
    expect(shown.changedFiles?.map(({ path }) => path)).toEqual(["asked-2.txt", "work.txt"]);
  });

  test("its manifest tells the same, and is made from the journal", async () => {
    await using project = await tempSweep();
    const { sweepId } = resultOf(await project.cli("sweep", "audit", "-n", "2", "--agent", "worker", "--json"));
    const text = await readFile(project.at(`.scripts/runs/${sweepId}/sweep-manifest.json`), "utf8");
    expect(text).toMatch(/^\{\n  "sweepId": "sweep-[^"]+",\n  "promptFile": ".prompts-gpt\/sweeps\/audit.md"/);
    const manifest = JSON.parse(text) as { ok: boolean; files: { members: { iteration: number; ok: boolean }[] }[] };
    expect(manifest.ok).toBe(true);
    expect(manifest.files[0]?.members.map(({ iteration, ok }) => [iteration, ok])).toEqual([
      [1, true],
      [2, true],
    ]);
  });

  test("restore takes all of it back, and one iteration alone", async () => {
    await using project = await tempSweep();
    const { sweepId } = resultOf(await project.cli("sweep", "--agent", "worker", "--json"));
    expect((await project.cli("restore", `${sweepId}/iteration-3`, "--yes")).exitCode).toBe(0);
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("line 1\nline 2\n");
    expect((await project.cli("restore", sweepId, "--yes")).exitCode).toBe(0);
    await expect(readFile(project.at("work.txt"))).rejects.toThrow("ENOENT");
  });

  test("restore is refused as long as it goes on, also between two iterations: 5", async () => {
    const failing = scriptAgent("cat > /dev/null; echo x >> work.txt; exit 7"); // between two tries we wait for a second
    await using project = await tempSweep({ failing });
    const sweep = project.start(["sweep", "--agent", "failing", "--max-retries", "1", "--run-id", "victim"]);
    await until(() => sweep.output.stdout.includes("is tried again"));
    const refused = await project.cli("restore", "victim", "--yes");
    expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining("prompts-gpt runs stop victim")]);
    await sweep.ended;
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("x\nx\n");
    expect((await project.cli("restore", "victim", "--yes")).exitCode).toBe(0);
  });

  test("a failed iteration ends it: 1, and those after it never begin", async () => {
    const failing = scriptAgent("cat > /dev/null; [ -e work.txt ] && exit 7; echo x > work.txt");
    await using project = await tempSweep({ failing });
    const ended = await project.cli("sweep", "--agent", "failing", "--max-retries", "0", "--json");
    const result = resultOf(ended);
    expect(ended.exitCode).toBe(1);
    expect(result).toMatchObject({ ok: false, status: "failed", iterationsCompleted: 1 });
    expect(result.files[0]).toMatchObject({ stopped: "failed", iterationsPlanned: 3 });
    expect(result.files[0]?.iterations).toHaveLength(2);
  });

  test("an iteration whose agent crashed is tried again, and each try is recorded", async () => {
    const flaky = scriptAgent("cat > /dev/null; if [ ! -e tried ]; then touch tried; kill -9 $$; fi; echo done");
    await using project = await tempSweep({ flaky });
    const result = resultOf(await project.cli("sweep", "-n", "1", "--agent", "flaky", "--json"));
    expect(result.ok).toBe(true);
    expect(result.files[0]?.iterations).toMatchObject([{ attempts: 2, runId: `${result.sweepId}/iteration-1.2` }]);
    expect(result.warnings.join()).toContain("iteration-1 failed and is tried again (1 of 2)");
  });

  test("--parallel: iterations of a batch beside each other, each told of the batch before", async () => {
    const slow = scriptAgent('id=$(date +%N)$$; cat > "asked.$id"; sleep 0.5; echo "## Summary"; echo "by $id"');
    await using project = await tempSweep({ slow });
    const args = ["sweep", "-n", "4", "--parallel", "2", "--agent", "slow", "--access", "read", "--json"];
    const result = resultOf(await project.cli(...args));
    expect(result).toMatchObject({ ok: true, iterationsCompleted: 4 });
    const prompts = await Promise.all(
      result.files[0]?.iterations.map(({ runId }) =>
        readFile(project.at(`.scripts/runs/${runId}/prompt.md`), "utf8"),
      ) ?? [],
    );
    expect(prompts.map((prompt) => prompt.match(/by \d+/g)?.length ?? 0)).toEqual([0, 0, 2, 2]);
  });

  test("--dry-run tells people who would work, what ends it, and what is to be known before", async () => {
    await using project = await tempSweep();
    const flags = [
      "--verify",
      "npm test",
      "--eval-criteria",
      "corectness",
      "--until-stable",
      "2",
      "--max-tokens",
      "5000",
    ];
    const { stdout } = await project.cli("sweep", "--agent", "worker", "-n", "1", "--dry-run", ...flags);
    expect(stdout).toMatch(/agent +worker \(named\)/);
    expect(stdout).toMatch(/verify +npm test/);
    expect(stdout).toMatch(/judged +for corectness, until each has 0.8; by worker/);
    expect(stdout).toMatch(/budget +5000 tokens/);
    expect(stdout).toMatch(/warning +The criterion "corectness" is no known one/);
  });

  test("dryRun of the SDK plans, and starts and writes nothing", async () => {
    await using project = await tempSweep();
    const common = { cwd: project.path, env: project.env, provider: "worker", dryRun: true };
    const swept = await sweepPrompt({ ...common, promptFile: "audit", iterations: 2 });
    expect(swept).toMatchObject({
      ok: true,
      iterationsCompleted: 0,
      files: [{ iterationsPlanned: 2, iterations: [] }],
    });
    expect(await runBatch({ ...common, promptFiles: ["audit"] })).toMatchObject({ ok: true, results: [], skipped: 1 });
    await expect(readFile(project.at("work.txt"))).rejects.toThrow("ENOENT");
    await expect(sweepPrompt({ ...common, promptFile: "audit", iterations: 0 })).rejects.toThrow("whole number");
  });

  test("--dry-run says what would be done and starts nothing", async () => {
    await using project = await tempSweep();
    const plan = JSON.parse((await project.cli("sweep", "--agent", "worker", "--dry-run", "--json")).stdout) as {
      files: unknown[];
    };
    expect(plan.files).toEqual([{ prompt: "audit", iterations: 3, summaryLines: 40 }]);
    await expect(readFile(project.at("work.txt"))).rejects.toThrow("ENOENT");
  });

  test("a prompt that is edited meanwhile: the sweep goes on with what it began with, and says so", async () => {
    const edits = scriptAgent('cat > "asked-$(ls | wc -l)"; echo "# Other" > .prompts-gpt/sweeps/audit.md; echo done');
    await using project = await tempSweep({ edits });
    const result = resultOf(await project.cli("sweep", "-n", "2", "--agent", "edits", "--json"));
    expect(result.warnings.join()).toContain("audit.md was changed meanwhile");
    const { runId = "" } = result.files[0]?.iterations[1] ?? {};
    expect(await readFile(project.at(`.scripts/runs/${runId}/prompt.md`), "utf8")).toContain("Find one thing");
  });

  test("the events of the agents are told with the sweep's own, each with the run it is of", async () => {
    await using project = await tempSweep();
    const events = eventsIn((await project.cli("sweep", "-n", "1", "--agent", "worker", "--events")).stdout);
    const own = events.filter(({ member }) => member === undefined).map(({ type }) => type);
    expect(own).toEqual(["run.started", "step.started", "step.finished", "part.finished", "run.finished"]);
    const members = new Set(events.map(({ member }) => member?.split("/")[1]));
    expect(members).toEqual(new Set([undefined, "iteration-1"]));
  });
});

test("onProgress is told of iterations alone, and of the score that one of them got", async () => {
  const judge = scriptAgent(`cat > /dev/null; echo '{"scores":{"security":0.5},"reasons":{}}'`);
  await using project = await tempSweep({ judge });
  const told: string[] = [];
  await sweepPrompt({
    cwd: project.path,
    env: project.env,
    provider: "worker",
    iterations: 2,
    eval: { criteria: ["security"], provider: "judge" },
    onProgress: ({ iteration, total, status, score }) =>
      void told.push(`${iteration}/${total} ${status}${score === undefined ? "" : ` ${score}`}`),
  });
  const each = (number: number) => ["started", "succeeded", "judged 0.5"].map((what) => `${number}/2 ${what}`);
  expect(told).toEqual([...each(1), ...each(2)]);
});

describe("several files", () => {
  const files = { ".prompts-gpt/sweeps/docs.md": "# Docs\nWrite.\n" };

  test("--all-sweeps: one after the other, each with its own iterations", async () => {
    await using project = await tempSweep({}, files);
    const result = resultOf(await project.cli("sweep", "--all-sweeps", "--agent", "worker", "--json"));
    expect(result.files.map(({ name, iterationsCompleted }) => [name, iterationsCompleted])).toEqual([
      ["audit", 3],
      ["docs", 1],
    ]);
  });

  test("--sweep-files takes paths, file names and names; one that is named twice runs once, with a warning", async () => {
    await using project = await tempSweep({}, files);
    const named = ".prompts-gpt/sweeps/docs.md,docs.md,docs";
    const result = resultOf(await project.cli("sweep", "--sweep-files", named, "--agent", "worker", "--json"));
    expect(result.iterationsCompleted).toBe(1);
    expect(result.warnings.join()).toContain("docs.md is named more than once");
  });
});

describe("bad input", () => {
  test.each([
    [["sweep", "-n", "0"], 2, '-n must be a whole number from 1, but is "0"'],
    [["sweep", "-n", "x"], 2, '-n must be a whole number from 1, but is "x"'],
    [["sweep", "-n", "6", "--agent", "worker"], 2, "at most 5 times (sweep.maxIterations)"],
    [["sweep", "nothing"], 2, 'There is no prompt file "nothing"'],
    [["sweep", "audit", "--all-sweeps"], 2, "said twice"],
    [["sweep", "--sweep-files", ","], 2, "names no file"],
  ] as const)("%j exits with %i", async (args, exitCode, message) => {
    await using project = await tempSweep();
    const ended = await project.cli(...args);
    expect(ended.stderr).toContain(message);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).toContain("try: ");
  });

  test("wrong values in the frontmatter: 4, with the line", async () => {
    await using project = await tempSweep(
      {},
      { ".prompts-gpt/sweeps/bad.md": "---\ntitle: Bad\nslug: bad\nsweep:\n  defaultIterations: often\n---\nx\n" },
    );
    const ended = await project.cli("sweep", "bad", "--agent", "worker");
    expect(ended.exitCode).toBe(4);
    expect(ended.stderr).toContain('bad.md:5: "sweep.defaultIterations" is "often"');
  });
});

describe("the lock", () => {
  test("a second sweep: 5, with the holder, its age and how to end it; nothing of it is left afterwards", async () => {
    const waits = scriptAgent("cat > /dev/null; touch begun; while [ ! -e go ]; do sleep 0.05; done");
    await using project = await tempSweep({ waits });
    const first = project.start(["sweep", "-n", "1", "--agent", "waits", "--json"]);
    await until(() =>
      readFile(project.at("begun")).then(
        () => true,
        () => false,
      ),
    );
    const second = await project.cli("sweep", "-n", "1", "--agent", "worker");
    expect(second.exitCode).toBe(5);
    expect(second.stderr).toMatch(/sweep-\S+, process \d+ on \S+, for 0 min/);
    expect(second.stderr).toContain("prompts-gpt runs stop sweep-");
    await writeFile(project.at("go"), "");
    expect((await first.ended).exitCode).toBe(0);
    await expect(readFile(project.at(".prompts-gpt/.sweep.lock"))).rejects.toThrow("ENOENT");
  });

  test("that an agent has overwritten is nobody's, and gone with the sweep", async () => {
    const writes = scriptAgent("cat > /dev/null; echo '{}' > .prompts-gpt/.sweep.lock");
    await using project = await tempSweep({ writes });
    expect((await project.cli("sweep", "-n", "1", "--agent", "writes")).exitCode).toBe(0);
    await expect(readFile(project.at(".prompts-gpt/.sweep.lock"))).rejects.toThrow("ENOENT");
  });

  test("of a process that has died is taken over, and that is said", async () => {
    await using project = await tempSweep();
    const now = new Date().toISOString();
    const holder = {
      pid: 1,
      processStart: "0",
      host: hostname(),
      sweepId: "sweep-old",
      startedAt: now,
      heartbeatAt: now,
    };
    await writeFile(project.at(".prompts-gpt/.sweep.lock"), JSON.stringify(holder));
    const result = resultOf(await project.cli("sweep", "-n", "1", "--agent", "worker", "--json"));
    expect(result.ok).toBe(true);
    expect(result.warnings.join()).toContain("The lock of the sweep sweep-old was taken over");
  });
});

test("--list-models runs nothing", async () => {
  await using project = await tempSweep();
  const ended = await project.cli("sweep", "--list-models", "--agent", "replay");
  expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("edit") as string });
  expect(await project.cli("runs", "list", "--json")).toMatchObject({
    stdout: expect.stringContaining('"runs": []') as string,
  });
});
