import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OrchestrateParallelResult, ParallelPlan } from "../../src/index.ts";
import { groupMarker } from "../../src/process/marker.ts";
import { markedWith } from "../../src/process/process-table.ts";
import { type CliResult, type Project, scriptAgent, tempProject, until } from "../support/project.ts";

/** Two that do it right and wrong, and one that does nothing. */
const right = scriptAgent("cat > /dev/null; echo right > answer.txt; echo done");
const wrong = scriptAgent("cat > /dev/null; echo wrong > answer.txt; echo done");
const idle = scriptAgent("cat > /dev/null; echo done");
const broken = scriptAgent("cat > /dev/null; exit 3");
const agents = { right, wrong, idle, broken };

/** What verifies: the project's own test. */
const TESTS = { "test.sh": '[ "$(cat answer.txt)" = right ]\n', "answer.txt": "none\n" };
const RACE = ["orchestrate", "--mode", "parallel", "--prompt", "Answer.", "--json"];
const VERIFIED = ["--verify", "sh test.sh"];

function resultOf({ stdout }: CliResult): OrchestrateParallelResult {
  return JSON.parse(stdout) as OrchestrateParallelResult;
}

function verdictsOf({ candidates }: OrchestrateParallelResult) {
  return candidates.map(({ name, verdict }) => [name.replace(/^(?:provider|attempt)-/, ""), verdict]);
}

function expectNoLane(project: Project): void {
  const lanes = join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes");
  const left = existsSync(lanes) ? readdirSync(lanes).filter((name) => name !== "kept" && !name.includes("lock")) : [];
  expect(left).toEqual([]);
  const worktrees = project.at(".git/worktrees");
  expect(existsSync(worktrees) ? readdirSync(worktrees) : []).toEqual([]);
}

describe("several agents do one prompt", () => {
  test("each in a lane of its own: verify says whose result holds, and nothing is applied", async () => {
    await using project = await tempProject(TESTS, { agents });
    await writeFile(project.at("mine.txt"), "mine\n");
    const ended = await project.cli(...RACE, ...VERIFIED, "--providers", "wrong,right,idle");
    const result = resultOf(ended);
    expect([ended.exitCode, result.accepted, result.winner]).toEqual([0, true, "provider-right"]);
    expect([result.ok, result.candidates[0]?.status]).toEqual([true, "failed"]); // its own record is that of a run
    expect(verdictsOf(result)).toEqual([
      ["wrong", "rejected"],
      ["right", "accepted"],
      ["idle", "rejected"],
    ]);
    expect(result.candidates[1]).toMatchObject({
      diff: { files: 1, added: 1, removed: 1 },
      checks: { passed: 1, of: 1 },
      place: 1,
    });
    expect(result.warnings.join()).toContain("Your uncommitted work is in every lane too");
    expect(await readFile(project.at("answer.txt"), "utf8")).toBe("none\n");
    expect(await readFile(project.at("mine.txt"), "utf8")).toBe("mine\n");
    expectNoLane(project);
  });

  test("--dry-run says who would compete, and starts nothing", async () => {
    await using project = await tempProject(TESTS, { agents });
    const words = ["orchestrate", "--mode", "parallel", "--prompt", "Answer.", "--providers", "replay=big,wrong"];
    const shown = await project.cli(...words, ...VERIFIED, "--judge", "idle", "--dry-run");
    expect(shown.stdout).toMatch(/provider-replay\s+replay\s+big/);
    expect(shown.stdout).toContain("idle: asked at most 2 times");
    const plan = JSON.parse((await project.cli(...words, "--dry-run", "--json")).stdout) as ParallelPlan;
    expect(plan.candidates).toEqual([
      { name: "provider-replay", provider: "replay", model: "big" },
      { name: "provider-wrong", provider: "wrong" },
    ]);
    expect(existsSync(project.at(".scripts"))).toBe(false);
  });
});

describe("--first-verified", () => {
  /** Ignores being asked, and leaves a child that does so too. */
  const slow = scriptAgent(
    'cat > /dev/null; trap "" TERM; sh -c \'trap "" TERM; touch "$HOME/began"; sleep 61\' & touch "$HOME/begun"; sleep 62; wait',
  );
  const fast = scriptAgent(
    'cat > /dev/null; until [ -e "$HOME/begun" ] && [ -e "$HOME/began" ]; do sleep 0.05; done; echo right > answer.txt; echo done',
  );

  // That it takes less than a second is measured by the benchmark, where nothing else runs.
  test("a winner ends the rest long before they would end, and all that they had started; 0", async () => {
    await using project = await tempProject(TESTS, { agents: { ...agents, slow, fast } });
    const args = [...RACE, ...VERIFIED, "--providers", "slow,fast,idle", "--first-verified"];
    const ended = await project.cli(...args);
    const result = resultOf(ended);
    expect([ended.exitCode, result.winner]).toEqual([0, "provider-fast"]);
    expect(verdictsOf(result)).toEqual([
      ["slow", "cancelled"],
      ["fast", "accepted"],
      ["idle", "rejected"],
    ]);
    expect(await markedWith(groupMarker(result.runDir))).toEqual([]);
    const times = await endsOf(result);
    expect((times["slow"] ?? 0) - (times["fast"] ?? 0)).toBeLessThan(30_000);
    expectNoLane(project);
  });

  test("who is still made ready is ended too, whatever its set-up does", async () => {
    const setup = 'mkdir "$HOME/first" 2>/dev/null || { trap "" TERM; touch "$HOME/stuck"; sleep 63; }';
    const waits = scriptAgent(
      'cat > /dev/null; until [ -e "$HOME/stuck" ]; do sleep 0.05; done; echo right > answer.txt',
    );
    await using project = await tempProject(TESTS, { agents: { waits }, config: { worktree: { setup: [setup] } } });
    const args = [...RACE, ...VERIFIED, "--agent", "waits", "--attempts", "2", "--first-verified"];
    const result = resultOf(await project.cli(...args));
    expect(result.candidates.map(({ verdict }) => verdict).toSorted()).toEqual(["accepted", "cancelled"]);
    const lines = (await readFile(join(result.runDir, "events.jsonl"), "utf8")).trim().split("\n");
    const ends = lines
      .filter((line) => line.includes('"type":"step.finished"'))
      .map((line) => JSON.parse(line) as { time: string });
    const [winner = 0, loser = 0] = ends.map(({ time }) => Date.parse(time));
    expect(loser - winner).toBeLessThan(30_000);
    expectNoLane(project);
  });

  test("one that changed nothing ends no race, though the tests pass", async () => {
    await using project = await tempProject(
      { ...TESTS, "answer.txt": "right\n" },
      { agents: { ...agents, other: OTHER } },
    );
    const result = resultOf(await project.cli(...RACE, ...VERIFIED, "--providers", "idle,other", "--first-verified"));
    expect(result).toMatchObject({ ok: true, winner: "provider-other" });
    expect(verdictsOf(result)).toEqual([
      ["idle", "accepted"],
      ["other", "accepted"],
    ]);
  });

  test("without anything that verifies it is refused: 2", async () => {
    await using project = await tempProject(TESTS, { agents });
    const ended = await project.cli(...RACE.slice(0, -1), "--providers", "idle,right", "--first-verified");
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining("--verify 'npm test'")]);
  });
});

const OTHER = scriptAgent("cat > /dev/null; sleep 0.5; echo more > more.txt; echo done");

/** When the agent of each has ended, by its own record; milliseconds. */
async function endsOf({ candidates, runDir }: OrchestrateParallelResult): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const { name } of candidates) {
    const events = await readFile(join(runDir, name, "events.jsonl"), "utf8");
    const line = events.split("\n").find((one) => one.includes('"type":"agent.ended"'));
    times[name.replace(/^(?:provider|attempt)-/, "")] = Date.parse((JSON.parse(line ?? "{}") as { time: string }).time);
  }
  return times;
}

describe("what goes wrong", () => {
  test("a provider that is missing fails, the others go on: 1, and accepted all the same", async () => {
    const gone = { command: "no-such-agent", args: [], prompt: "stdin", output: "text", access: { write: [] } };
    await using project = await tempProject(TESTS, { agents: { ...agents, gone } });
    const args = [...RACE, ...VERIFIED, "--providers", "gone,right"];
    const ended = await project.cli(...args);
    const result = resultOf(ended);
    expect([ended.exitCode, result.accepted, result.winner]).toEqual([1, true, "provider-right"]);
    expect(verdictsOf(result)[0]).toEqual(["gone", "failed"]);
    expect(result.error).toBe("1 of 2 candidates failed: provider-gone. Another one was accepted.");
    expect((await project.cli(...args, "--allow-failed-lanes")).exitCode).toBe(0);
    const none = await project.cli(...RACE.slice(0, -1), "--providers", "gone,gone");
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining("No candidate can start.")]);
    expectNoLane(project);
  });

  test("no candidate is accepted: 1, and each is kept", async () => {
    await using project = await tempProject(TESTS, { agents });
    const ended = await project.cli(...RACE, ...VERIFIED, "--providers", "wrong,broken");
    const result = resultOf(ended);
    expect([ended.exitCode, result.accepted, result.winner]).toEqual([1, false, null]);
    expect(verdictsOf(result)).toEqual([
      ["wrong", "rejected"],
      ["broken", "failed"],
    ]);
    const kept = readdirSync(join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes/kept"));
    expect(kept.toSorted()).toEqual(result.candidates.map(({ laneId }) => laneId).toSorted());
  });

  test.each([
    ["no git repository", false, ["--providers", "right,wrong"], "git init && git add -A && git commit -m start"],
    ["a name that is no agent", true, ["--providers", "right,clawde"], "Did you mean --provider claude?"],
    ["one attempt", true, ["--agent", "right", "--attempts", "1"], "--attempts 2"],
    ["nobody named", true, [], "--providers codex,claude"],
    ["both ways", true, ["--providers", "right", "--attempts", "2"], "Leave out --attempts"],
    ["--var without a file", true, ["--providers", "right,wrong", "--var", "a=b"], "Leave out --var"],
    ["an empty model", true, ["--providers", "right="], "name=model"],
  ] as const)("%s: 2, with what to type", async (_, git, args, fix) => {
    await using project = await tempProject(TESTS, { agents, git });
    const ended = await project.start([...RACE.slice(0, -1), ...args]).ended;
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining(fix)]);
    expect(existsSync(project.at(".scripts"))).toBe(false);
  });

  test("--mode is needed, and says what there is: 2", async () => {
    await using project = await tempProject(TESTS, { agents });
    const ended = await project.cli("orchestrate", "--prompt", "Answer.");
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining("--mode parallel")]);
  });

  test("a lane whose folder is deleted fails, and nothing else", async () => {
    const deletes = scriptAgent('cat > /dev/null; cd /; rm -rf "$OLDPWD"; echo done');
    await using project = await tempProject(TESTS, { agents: { ...agents, deletes } });
    const ended = await project.cli(...RACE, ...VERIFIED, "--providers", "deletes,right");
    const result = resultOf(ended);
    expect(result).toMatchObject({ accepted: true, winner: "provider-right" });
    expect(result.candidates[0]).toMatchObject({ verdict: "failed", laneId: null });
    expect(result.candidates[0]?.error).toContain("The folder of its lane was deleted");
    expect(ended.exitCode).toBe(1);
    expectNoLane(project);
  });

  test("Ctrl-C while lanes are made ready: 130, nothing left, and it can be resumed", async () => {
    const setup = '[ -e "$HOME/go" ] || { touch "$HOME/making"; sleep 64; }';
    await using project = await tempProject(TESTS, { agents, config: { worktree: { setup: [setup] } } });
    const run = project.start([...RACE, ...VERIFIED, "--providers", "right,wrong"]);
    await until(() => existsSync(join(project.env.HOME, "making")));
    run.child.kill("SIGINT");
    const ended = await run.ended;
    expect([ended.exitCode, resultOf(ended).status]).toEqual([130, "cancelled"]);
    expectNoLane(project);
    await writeFile(join(project.env.HOME, "go"), "");
    const resumed = resultOf(await project.cli("runs", "resume", "latest", "--json"));
    expect(verdictsOf(resumed)).toEqual([
      ["right", "accepted"],
      ["wrong", "rejected"],
    ]);
  });

  test("a set-up that fails is each lane's own failure: 1, with what it printed", async () => {
    const config = { worktree: { setup: ["echo no such thing; exit 7"] } };
    await using project = await tempProject(TESTS, { agents, config });
    const ended = await project.cli(...RACE, "--providers", "right,wrong");
    const result = resultOf(ended);
    expect([ended.exitCode, result.accepted]).toEqual([1, false]);
    expect(result.candidates[0]?.error).toContain("no such thing");
    expectNoLane(project);
  });

  test("whose changes could not be compared is not best by having none that are known", async () => {
    const lost = scriptAgent("cat > /dev/null; seq 50 > answer.txt; rm .git; echo done");
    await using project = await tempProject(TESTS, { agents: { ...agents, lost } });
    const result = resultOf(await project.cli(...RACE, "--providers", "lost,right,idle"));
    expect(result.candidates.map(({ diff, place }) => [diff?.files ?? null, place])).toEqual([
      [null, 2],
      [1, 1],
      [0, 3],
    ]);
  });

  test("a lane that stays says how to be rid of it, and that does it", async () => {
    const nests = scriptAgent(
      "cat > /dev/null; git init -q inner; echo a > inner/a; echo right > answer.txt; echo done",
    );
    await using project = await tempProject(TESTS, { agents: { nests } });
    const { stdout } = await project.cli(...RACE.slice(0, -1), "--providers", "nests");
    const [, command = "", folder = ""] = /then: (git worktree remove .*?(\S+))$/m.exec(stdout) ?? [];
    expect(existsSync(join(folder, "inner/a"))).toBe(true);
    execFileSync("sh", ["-c", command], { cwd: project.path, env: project.env });
    expect(existsSync(folder)).toBe(false);
    await project.cli("runs", "gc");
    expectNoLane(project);
    // What stands beside that repository is kept, and can be taken.
    expect((await project.cli("runs", "apply", "latest")).exitCode).toBe(0);
    expect(await readFile(project.at("answer.txt"), "utf8")).toBe("right\n");
  });

  test("a repository without a commit in your folder is in no lane, and that is said", async () => {
    await using project = await tempProject(TESTS, { agents });
    execFileSync("git", ["init", "-q", "begun"], { cwd: project.path, env: project.env });
    await writeFile(project.at("begun/mine.txt"), "mine\n");
    const result = resultOf(await project.cli(...RACE, "--providers", "right,idle"));
    expect(result.warnings.join()).toContain("Not in the lanes: begun: a repository without a commit");
    expect((await project.cli("runs", "apply", "latest")).exitCode).toBe(0);
    expect(await readFile(project.at("answer.txt"), "utf8")).toBe("right\n");
    expect(await readFile(project.at("begun/mine.txt"), "utf8")).toBe("mine\n");
  });

  test("a lane is usable: .env is there, set-up has run, and its ports are its own", async () => {
    const looks = scriptAgent(
      'cat > /dev/null; cat .env ready.txt; echo "$PROMPTS_GPT_PORT_BASE $PROMPTS_GPT_PORT_COUNT" > ports.txt; echo done',
    );
    await using project = await tempProject(
      { ...TESTS, ".gitignore": ".env\n" },
      { agents: { looks }, config: { worktree: { setup: ["echo ready > ready.txt"] } } },
    );
    await writeFile(project.at(".env"), "SECRET=none\n");
    const verify = ["--verify", "grep -q none .env && grep -q ready ready.txt && grep -q ' 20' ports.txt"];
    const result = resultOf(await project.cli(...RACE, ...verify, "--agent", "looks", "--attempts", "2"));
    expect(verdictsOf(result)).toEqual([
      ["1", "accepted"],
      ["2", "accepted"],
    ]);
    const patches = result.candidates.map(({ runId }) =>
      readFile(project.at(`.scripts/runs/${runId}/changes.patch`), "utf8"),
    );
    const [one, two] = (await Promise.all(patches)).map((text) => /\+(\d+) 20/.exec(text)?.[1]);
    expect(one).toBeDefined();
    expect(one).not.toBe(two);
  });
});

describe("--judge", () => {
  const short = scriptAgent("cat > /dev/null; echo right > answer.txt; echo done");
  const long = scriptAgent("cat > /dev/null; echo right > answer.txt; echo 'needless line' > more.txt; echo done");
  /** Prefers the one without a needless line; `first`: whichever it sees first. */
  const fair = scriptAgent(
    'text=$(cat); b=${text#*"changes of result B"}; case "$b" in *needless*) echo \'{"better":"A","reason":"less"}\';; *) echo \'{"better":"B","reason":"less"}\';; esac',
  );
  const first = scriptAgent('cat > /dev/null; echo \'{"better":"A","reason":"it is first"}\'');

  test("ranks those that are acceptable, twice each, and is told no names; --apply best brings the best one in", async () => {
    await using project = await tempProject(TESTS, { agents: { ...agents, short, long, fair } });
    const args = [...RACE, ...VERIFIED, "--providers", "long,short,wrong", "--judge", "fair", "--apply", "best"];
    const result = resultOf(await project.cli(...args));
    expect(result).toMatchObject({ ok: true, winner: "provider-short" });
    expect(result.candidates.map(({ score, place, applied }) => [score, place, applied])).toEqual([
      [0, 2, false],
      [1, 1, true],
      [null, null, false],
    ]);
    expect(result.matches).toMatchObject([{ outcome: "winner", winner: "provider-short", reasons: ["less", "less"] }]);
    expect(await readFile(project.at("answer.txt"), "utf8")).toBe("right\n");
    expect(existsSync(project.at("more.txt"))).toBe(false);
    for (const name of ["pair-1-2", "pair-1-2.swapped"]) {
      const asked = await readFile(join(result.runDir, name, "prompt.md"), "utf8");
      expect(asked).toContain("needless line");
      expect(asked).not.toMatch(/candidate|\blong\b|\bshort\b/);
    }
  });

  test("--apply best says when it cannot, and everything stays as it was: 1", async () => {
    const waits = scriptAgent(
      'cat > /dev/null; touch "$HOME/began"; until [ -e "$HOME/go" ]; do sleep 0.05; done; echo right > answer.txt; echo more > more.txt',
    );
    await using project = await tempProject(TESTS, { agents: { waits, wrong } });
    const run = project.start([...RACE, ...VERIFIED, "--providers", "waits,wrong", "--apply", "best"]);
    await until(() => existsSync(join(project.env.HOME, "began")));
    await writeFile(project.at("answer.txt"), "mine\n");
    await writeFile(join(project.env.HOME, "go"), "");
    const ended = await run.ended;
    const result = resultOf(ended);
    expect([ended.exitCode, result.accepted, result.error]).toEqual([
      1,
      true,
      "provider-waits was accepted and could not be applied.",
    ]);
    expect(result.warnings.join()).toContain("What provider-waits changed was not applied, and is kept: answer.txt");
    expect(await readFile(project.at("answer.txt"), "utf8")).toBe("mine\n");
    expect(existsSync(project.at("more.txt"))).toBe(false);
  });

  test("one that contradicts itself has said nothing, and that is said", async () => {
    await using project = await tempProject(TESTS, { agents: { ...agents, short, long, first } });
    const result = resultOf(await project.cli(...RACE, ...VERIFIED, "--providers", "long,short", "--judge", "first"));
    expect(result.matches).toMatchObject([{ outcome: "disagreement", winner: null }]);
    expect(result.candidates.map(({ score, place }) => [score, place])).toEqual([
      [0.5, 1],
      [0.5, 1],
    ]);
    expect(result.warnings.join()).toMatch(/contradicts itself about provider-(long|short) and provider-(long|short)/);
  });
});

describe("limits and looks", () => {
  const USED =
    '{"type":"agent.usage","usage":{"inputTokens":100,"cachedInputTokens":0,"outputTokens":10,"reasoningTokens":0,"totalTokens":110},"cumulative":false}';
  const uses = scriptAgent(
    `cat > /dev/null; echo right > answer.txt; echo '${USED}'; echo '{"type":"agent.final","ok":true,"text":"done"}'`,
    "jsonl",
  );

  test("--max-tokens is one budget for all: 1, and no other is begun", async () => {
    await using project = await tempProject(TESTS, { agents: { ...agents, uses } });
    const args = ["--agent", "uses", "--attempts", "4", "--concurrency", "1", "--max-tokens", "200"];
    const ended = await project.cli(...RACE, ...args);
    const result = resultOf(ended);
    expect([ended.exitCode, result.tokenUsage.totalTokens]).toEqual([1, 220]);
    expect(result.candidates.filter(({ verdict }) => verdict === null)).toHaveLength(2);
    expect(result.error).toContain("200");
  });

  test("who has lost counts with what it has used, and no more", async () => {
    const hangs = scriptAgent(`cat > /dev/null; echo '${USED}'; touch "$HOME/told"; sleep 60; echo '${USED}'`, "jsonl");
    const waits = scriptAgent(
      'cat > /dev/null; until [ -e "$HOME/told" ]; do sleep 0.05; done; echo right > answer.txt',
    );
    await using project = await tempProject(TESTS, { agents: { ...agents, hangs, waits } });
    const args = ["--providers", "hangs,waits", "--first-verified", "--max-tokens", "200"];
    const result = resultOf(await project.cli(...RACE, ...VERIFIED, ...args));
    expect(result).toMatchObject({ ok: true, winner: "provider-waits", tokenUsage: { totalTokens: 110 } });
  });

  test("the table fits into 80 columns, the best first, and says what to type next", async () => {
    await using project = await tempProject(TESTS, { agents: { ...agents, uses } });
    const words = ["orchestrate", "--mode", "parallel", "--prompt", "Answer.", "--run-id", "race"];
    const { stdout } = await project.cli(...words, "--providers", "wrong,uses,broken", ...VERIFIED);
    const lines = stdout.slice(stdout.indexOf("VERDICT")).trimEnd().split("\n");
    expect(lines.filter((line) => line.length > 80 && !line.includes(project.path))).toEqual([]);
    expect(lines.slice(0, 4).map((line) => line.replaceAll(/\d\.\ds/g, "0.1s"))).toEqual([
      "VERDICT   CHANGED   CHECKS  TOKENS  COST  TIME  CANDIDATE",
      "accepted  1: +1 -1  1 of 1  110     -     0.1s  uses",
      "rejected  1: +1 -1  0 of 1  -       -     0.1s  wrong",
      "failed    nothing   -       -       -     0.1s  broken",
    ]);
    expect(stdout).toContain("take it  prompts-gpt runs apply race\n");
    expect(stdout).toMatch(/agents +wrong, uses, broken/);
    const listed = (await project.cli("runs", "list")).stdout;
    expect(listed).toMatch(/race +failed .*\(inline\)/);
    expect((await project.cli("runs", "show", "race")).stdout).toMatch(/take it +prompts-gpt runs apply race\n/);
  });

  test("verify of a committed configuration has to be accepted first: 2", async () => {
    const committed = { ".prompts-gpt/config.json": JSON.stringify({ verify: ["sh test.sh"] }) };
    await using project = await tempProject({ ...TESTS, ...committed }, { agents });
    const args = ["orchestrate", "--mode", "parallel", "--prompt", "Answer.", "--providers", "right,wrong"];
    const refused = await project.cli(...args);
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("prompts-gpt trust")]);
    const accepted = await project.cli(...args, "--trust", "--first-verified", "--json");
    expect(resultOf(accepted)).toMatchObject({ ok: true, winner: "provider-right" });
  });

  test("--access read: no lanes, they look at the folder itself and answer", async () => {
    const answers = scriptAgent("cat > /dev/null; cat answer.txt; pwd");
    await using project = await tempProject(TESTS, { agents: { answers } });
    const result = resultOf(await project.cli(...RACE, "--agent", "answers", "--attempts", "2", "--access", "read"));
    expect(result.candidates.map(({ verdict, laneId }) => [verdict, laneId])).toEqual([
      ["accepted", null],
      ["accepted", null],
    ]);
    expect((await project.show(`${result.runId}/attempt-2`)).output).toBe(`none\n${project.path}\n`);
  });
});
