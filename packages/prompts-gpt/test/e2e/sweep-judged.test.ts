import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { EvalScores } from "../../src/modes/eval/scores-file.ts";
import type { SweepResult } from "../../src/index.ts";
import { type CliResult, type Project, scriptAgent, tempProject, until } from "../support/project.ts";

/** Adds a line to a file. */
const WORKER = scriptAgent("cat > /dev/null; echo line >> work.txt; echo done");
/** Scores what is there by the number of lines; keeps what it was asked. */
const JUDGE = scriptAgent(
  'cat > "$HOME/asked"; n=$(cat work.txt | wc -l); echo "{\\"scores\\":{\\"correctness\\":0.$((n * 3)),\\"completeness\\":0.9}}"',
);

function tempSweep(agents: Readonly<Record<string, object>> = {}) {
  return tempProject(
    { ".prompts-gpt/sweeps/audit.md": "# Audit\nMend.\n" },
    { agents: { worker: WORKER, judge: JUDGE, ...agents } },
  );
}

function resultOf({ stdout }: CliResult): SweepResult {
  return JSON.parse(stdout) as SweepResult;
}

async function scoresOf(project: Project, { sweepId }: SweepResult): Promise<EvalScores> {
  return JSON.parse(await readFile(project.at(`.scripts/runs/${sweepId}/eval-scores.json`), "utf8")) as EvalScores;
}

const SWEEP = ["sweep", "-n", "4", "--agent", "worker", "--json"];

describe("evaluation", () => {
  test("the sweep ends at the first iteration in which every criterion reaches the threshold", async () => {
    await using project = await tempSweep();
    const args = [
      "--eval-provider",
      "judge",
      "--eval-threshold",
      "0.85",
      "--eval-criteria",
      "correctness,completeness",
    ];
    const ended = await project.cli(...SWEEP, ...args);
    const result = resultOf(ended);
    expect(ended.exitCode).toBe(0);
    expect(result.files[0]).toMatchObject({
      ok: true,
      stopped: "passed",
      iterationsCompleted: 3,
      iterationsPlanned: 4,
    });
    const scores = await scoresOf(project, result);
    const [file] = scores.files;
    expect(file).toMatchObject({ criteria: ["correctness", "completeness"], passThreshold: 0.85 });
    expect(
      file?.evaluations.map(({ iteration, provider, scores: by, passed }) => [
        iteration,
        provider,
        by["correctness"],
        passed,
      ]),
    ).toEqual([
      [1, "judge", 0.3, false],
      [2, "judge", 0.6, false],
      [3, "judge", 0.9, true],
    ]);
    expect(await readFile(`${project.env.HOME}/asked`, "utf8")).toContain("> Mend.");
  });

  test("of several files each has what it asked for itself, and who judged it", async () => {
    const file = (provider: string, criterion: string, threshold: number) =>
      `---\ntitle: ${provider}\nslug: ${provider}\nprovider: ${provider}\nsweep: { eval: { criteria: [${criterion}], passThreshold: ${threshold} } }\n---\nMend.\n`;
    const says = (criterion: string) => scriptAgent(`cat > /dev/null; echo '{"scores":{"${criterion}":0.5}}'`);
    await using project = await tempProject(
      { "a.md": file("one", "security", 0.4), "b.md": file("two", "performance", 0.9) },
      { agents: { one: says("security"), two: says("performance") } },
    );
    const sweep = ["sweep", "--sweep-files", "a.md,b.md"];
    const plan = (await project.cli(...sweep, "--dry-run")).stdout;
    expect(plan).toMatch(
      /judged +a: for security, until each has 0.4; by one\n +judged +b: for performance, .* by two\n/,
    );
    expect(plan).toMatch(/AGENT +MODEL +ACCESS +PROMPT\n1 +one +its own choice +write +a.md\n1 +two .* +b.md\n/);
    const result = resultOf(await project.cli(...sweep, "--json"));
    expect((await scoresOf(project, result)).files).toMatchObject([
      { promptFile: "a.md", criteria: ["security"], passThreshold: 0.4, evaluations: [{ provider: "one", mean: 0.5 }] },
      { promptFile: "b.md", criteria: ["performance"], passThreshold: 0.9, evaluations: [{ provider: "two" }] },
    ]);
  });

  test("one that was being judged at Ctrl-C is judged by a resumption, and may be the last", async () => {
    const judge = scriptAgent(
      'cat > /dev/null; touch "$HOME/judging"; [ -e "$HOME/go" ] || sleep 60; echo "{\\"scores\\":{\\"correctness\\":0.9}}"',
    );
    await using project = await tempSweep({ judge });
    const args = ["--agent", "worker", "--eval-provider", "judge", "--eval-criteria", "correctness", "--run-id", "s"];
    const sweep = project.start(["sweep", "-n", "3", ...args]);
    await until(() => existsSync(`${project.env.HOME}/judging`));
    sweep.child.kill("SIGINT");
    expect((await sweep.ended).exitCode).toBe(130);
    await writeFile(`${project.env.HOME}/go`, "");
    const resumed = await project.cli("runs", "resume", "s", "--json");
    expect(resultOf(resumed).files).toMatchObject([{ stopped: "passed", iterationsCompleted: 1 }]);
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("line\n");
  });

  test("that its judge only reads is no run without a snapshot: restore takes all of it back", async () => {
    await using project = await tempSweep();
    await project.cli("sweep", "-n", "1", "--agent", "worker", "--eval-provider", "judge");
    expect((await project.cli("restore", "--yes")).exitCode).toBe(0);
    await expect(readFile(project.at("work.txt"))).rejects.toThrow("ENOENT");
  });

  test("--eval alone asks for the usual criteria, of the agent itself; what is no score stays none", async () => {
    await using project = await tempSweep();
    const result = resultOf(await project.cli("sweep", "-n", "1", "--agent", "worker", "--eval", "--json"));
    expect(result).toMatchObject({ ok: true });
    expect(result.files[0]?.iterations[0]?.score).toBeNull();
    expect(result.warnings.join()).toContain(
      "iteration-1 has no score: No score could be read for: correctness, completeness, code-quality",
    );
    const { files } = await scoresOf(project, result);
    expect(files[0]?.evaluations).toMatchObject([
      { scores: { correctness: null, completeness: null, "code-quality": null }, attempts: 2, mean: null },
    ]);
  });

  test("a criterion that looks like a known one is asked about; --eval-model without an agent that has models is refused as for a run", async () => {
    await using project = await tempSweep();
    const args = ["--eval-criteria", "corectness", "--eval-provider", "judge", "--eval-model", "m"];
    const result = resultOf(await project.cli("sweep", "-n", "1", "--agent", "worker", ...args, "--json"));
    expect(result.warnings.join()).toContain("corectness");
  });

  test.each([
    [["--eval-threshold", "1.5"], '--eval-threshold must be a number from 0 to 1, but is "1.5"'],
    [["--eval-threshold", "-1"], "--eval-threshold"],
    [["--eval-criteria", ","], "An evaluation has 1 to"],
  ] as const)("%j is refused: 2", async (args, message) => {
    await using project = await tempSweep();
    const ended = await project.cli("sweep", "-n", "1", "--agent", "worker", ...args);
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("verify", () => {
  test("decides whether it is accepted; what it printed goes into the next iteration", async () => {
    const worker = scriptAgent(
      'cat > "$HOME/asked-$(($(cat work.txt 2>/dev/null | wc -l) + 1))"; echo line >> work.txt',
    );
    await using project = await tempSweep({ worker });
    const check = "test $(cat work.txt | wc -l) -ge 2 || { echo too short by one; exit 3; }";
    const ended = await project.cli("sweep", "-n", "2", "--agent", "worker", "--verify", check, "--json");
    const result = resultOf(ended);
    expect(ended.exitCode).toBe(0);
    expect(result.files[0]?.iterations.map(({ status }) => status)).toEqual(["failed", "succeeded"]);
    const second = await readFile(`${project.env.HOME}/asked-2`, "utf8");
    expect(second).toContain("The result so far was not accepted");
    expect(second).toContain("> too short by one");
    const shown = await project.show(`${result.sweepId}/iteration-1`);
    expect(shown.verified).toMatchObject({ ok: false, commands: [{ command: check, exit: { code: 3 } }] });
  });

  test("that never succeeds: 1, with all iterations done", async () => {
    await using project = await tempSweep();
    const ended = await project.cli("sweep", "-n", "2", "--agent", "worker", "--verify", "false", "--json");
    expect(ended.exitCode).toBe(1);
    expect(resultOf(ended).files[0]).toMatchObject({ ok: false, iterations: [{}, {}] });
  });

  test("of a single run: 1 when it fails, and what it said is recorded", async () => {
    await using project = await tempProject();
    const { exitCode, result } = await project.run(
      "echo hi > new.txt",
      "--verify",
      "true",
      "--verify",
      "test -e other",
    );
    expect(exitCode).toBe(1);
    expect(result).toMatchObject({
      ok: false,
      verified: { ok: false, commands: [{}, { exit: { kind: "exited", code: 1 } }] },
    });
    expect(result.error).toContain("The result was not accepted: test -e other exited with code 1");
  });
});

describe("progress that is real", () => {
  test("--until-stable: ends when so many iterations in a row have changed nothing", async () => {
    const lazy = scriptAgent("cat > /dev/null; [ -e work.txt ] || echo line > work.txt; echo done");
    await using project = await tempSweep({ lazy });
    const told = await project.cli("sweep", "-n", "9", "--until-stable", "1", "--agent", "lazy");
    expect(told.stdout).toMatch(/^ +ended +nothing moved any more$/m);
    await rm(project.at("work.txt"));
    const result = resultOf(await project.cli("sweep", "-n", "9", "--until-stable", "2", "--agent", "lazy", "--json"));
    expect(result).toMatchObject({ ok: true, iterationsCompleted: 3 });
    expect(result.files[0]).toMatchObject({ stopped: "stable" });
  });

  test("--commit-each: a commit for each iteration on a branch of its own; a failed one is taken back", async () => {
    const worker = scriptAgent("cat > /dev/null; echo line >> work.txt; [ $(cat work.txt | wc -l) -lt 3 ]");
    await using project = await tempSweep({ worker });
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: project.path, env: project.env, encoding: "utf8" }).trim();
    const result = resultOf(await project.cli("sweep", "-n", "4", "--commit-each", "--agent", "worker", "--json"));
    expect(result.files[0]).toMatchObject({
      ok: false,
      stopped: "failed",
      iterationsCompleted: 2,
      branch: `prompts-gpt/${result.sweepId}`,
    });
    expect(git("branch", "--show-current")).toBe(`prompts-gpt/${result.sweepId}`);
    expect(git("log", "--format=%s", "main..HEAD").split("\n")).toEqual(["Audit: iteration-2", "Audit: iteration-1"]);
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("line\nline\n");
    expect(git("status", "--porcelain", "--", "work.txt", ".prompts-gpt")).toBe("");
  });

  test("--commit-each: a commit of the agent's own is that of its iteration; what it did in a submodule is said", async () => {
    const own = scriptAgent(
      "cat > /dev/null; echo x >> work.txt; git add work.txt; git -c user.name=A -c user.email=a@example.org commit -qm own; echo x >> sub/inner.txt",
    );
    await using project = await tempSweep({ own });
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...args], {
        cwd: project.path,
        env: project.env,
        encoding: "utf8",
      });
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", project.path, "sub");
    git("commit", "-qm", "sub");
    const result = resultOf(await project.cli("sweep", "-n", "1", "--agent", "own", "--commit-each", "--json"));
    expect(result.files[0]?.iterations[0]?.commit).toBe(git("rev-parse", "HEAD").trim());
    expect(result.warnings.join()).toContain("in a submodule stays there");
    expect(git("log", "-1", "--format=%s", "main").trim()).toBe("sub"); // the user's branch is where it was
  });

  const OWN = "git add -A; git -c user.name=A -c user.email=a@example.org commit -qm own";
  test.each([
    ["deletes it", 'git switch -q main; git branch -qD "$b"; echo x > two', "deleted the branch", []],
    ["renames it", "git branch -qm mine; echo x > two", "deleted the branch", ["mine"]],
    ["moves it back", "git reset -q --hard main; echo x > two", "took commits from", ["prompts-gpt/s-iteration-2"]],
    ["leaves it and commits", `git switch -q main; echo x > on-main; ${OWN}; echo x > two`, "that stands on main", []],
    [
      "commits on no branch",
      `git checkout -q --detach main; echo x > off; ${OWN}; echo x > two`,
      "that stands on prompts-gpt/s-iteration-2",
      ["prompts-gpt/s-iteration-2"],
    ],
  ] as const)(
    "--commit-each with an agent that %s: nothing is lost, and it is said",
    async (_what, does, said, more) => {
      const agent = scriptAgent(
        `cat > /dev/null; b=$(git branch --show-current); if [ ! -e one ]; then echo x > one; else ${does}; fi`,
      );
      await using project = await tempSweep({ agent });
      const git = (...args: string[]) =>
        execFileSync("git", args, { cwd: project.path, env: project.env, encoding: "utf8" }).trim();
      const args = ["sweep", "-n", "2", "--commit-each", "--agent", "agent", "--run-id", "s", "--json"];
      const { ok, warnings } = resultOf(await project.cli(...args));
      expect([ok, warnings.join()]).toEqual([true, expect.stringContaining(said)]);
      expect(git("branch", "--show-current")).toBe("prompts-gpt/s");
      const branches = git("branch", "--format=%(refname:short)").split("\n");
      expect(branches.toSorted()).toEqual(["main", "prompts-gpt/s", ...more].toSorted());
      expect(git("log", "--branches", "--format=%s").split("\n")).toEqual(
        expect.arrayContaining(["Audit: iteration-1", "Audit: iteration-2"]),
      );
      expect(git("show", "HEAD:two")).toBe("x");
    },
  );

  test("--commit-each: where git cannot commit the file has failed, with a record, and what is given for its end is run", async () => {
    const locks = scriptAgent("cat > /dev/null; echo x > one; touch .git/index.lock");
    await using project = await tempSweep({ locks });
    const args = [
      "sweep",
      "-n",
      "2",
      "--commit-each",
      "--agent",
      "locks",
      "--on-finish",
      'touch "$HOME/told"',
      "--json",
    ];
    const ended = await project.cli(...args);
    const { status, warnings, files } = resultOf(ended);
    expect([ended.exitCode, status, files[0]?.stopped]).toEqual([1, "failed", "failed"]);
    expect(warnings.join()).toContain("git could not commit to");
    expect(await readFile(`${project.env.HOME}/told`, "utf8")).toBe("");
  });

  test("--commit-each with changes of one's own is refused: 2", async () => {
    await using project = await tempSweep();
    execFileSync("sh", ["-c", "echo mine > mine.txt"], { cwd: project.path });
    const ended = await project.cli("sweep", "-n", "1", "--commit-each", "--agent", "worker");
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining("needs a clean working tree")]);
  });
});
