import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OrchestrateParallelResult, ParallelPlan } from "../../src/index.ts";
import { type CliResult, type Project, scriptAgent, tempProject } from "../support/project.ts";

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
  return candidates.map(({ name, verdict }) => [name.replace("candidate-", ""), verdict]);
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
    expect([ended.exitCode, result.accepted, result.winner]).toEqual([0, true, "candidate-right"]);
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
    expect(shown.stdout).toMatch(/candidate-replay\s+replay\s+big/);
    expect(shown.stdout).toContain("idle: asked at most 2 times");
    const plan = JSON.parse((await project.cli(...words, "--dry-run", "--json")).stdout) as ParallelPlan;
    expect(plan.candidates).toEqual([
      { name: "candidate-replay", provider: "replay", model: "big" },
      { name: "candidate-wrong", provider: "wrong" },
    ]);
    expect(existsSync(project.at(".scripts"))).toBe(false);
  });
});
