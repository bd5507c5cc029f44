import { existsSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OrchestrateParallelResult } from "../../src/index.ts";
import { type Project, scriptAgent, tempProject } from "../support/project.ts";

const WORKS = scriptAgent("cat > /dev/null; echo x >> work.txt");
const GONE = { ...WORKS, command: "no-such-agent" };

function tempSweep() {
  const files = { ".prompts-gpt/sweeps/audit.md": "# Audit\nMend.\n" };
  return tempProject(files, { agents: { works: WORKS, gone: GONE } });
}

async function refused(project: Project, ...args: readonly string[]): Promise<readonly [number | null, string]> {
  const { exitCode, stderr } = await project.cli(...args);
  expect(existsSync(project.at(".scripts"))).toBe(false); // nothing was started
  return [exitCode, stderr];
}

describe("before a sweep or a batch starts", () => {
  test("an agent or a judge that is missing: 2", async () => {
    await using project = await tempSweep();
    const missing = [2, expect.stringContaining("gone is not installed")];
    expect(await refused(project, "sweep", "--agent", "gone")).toEqual(missing);
    expect(await refused(project, "run-batch", "audit", "--agent", "gone")).toEqual(missing);
    expect(await refused(project, "sweep", "--agent", "works", "--eval-provider", "gone")).toEqual(missing);
  });

  test("an agent that is logged out: 3; with arguments of one's own, which may lead elsewhere, a warning", async () => {
    await using project = await tempSweep();
    const codex = join(project.env.HOME, "codex");
    await writeFile(codex, '#!/bin/sh\n[ "$1" = --version ] && echo codex-cli 0.169.0\nexit 1\n');
    await chmod(codex, 0o755);
    const start = async (...more: readonly string[]) =>
      project.start(["sweep", "--agent", "codex", "--max-retries", "0", ...more], {
        env: { PATH: `${project.env.HOME}:${project.env.PATH}` },
      }).ended;
    const ended = await start();
    expect([ended.exitCode, ended.stderr]).toEqual([3, expect.stringContaining("Codex is not logged in")]);
    expect(existsSync(project.at(".scripts"))).toBe(false);
    expect((await start("--", "-c", "model_provider=mine")).stdout).toContain("Codex does not look logged in");
  });

  test("in a race who is logged out fails, and nobody is asked for it; nobody left, or no judge: 2", async () => {
    await using project = await tempSweep();
    const codex = join(project.env.HOME, "codex");
    await writeFile(codex, '#!/bin/sh\n[ "$1" = --version ] && echo codex-cli 0.169.0\nexit 1\n');
    await chmod(codex, 0o755);
    const env = { PATH: `${project.env.HOME}:${project.env.PATH}` };
    const race = (...args: readonly string[]) =>
      project.start(["orchestrate", "--mode", "parallel", "--prompt", "Mend.", "--providers", ...args], { env }).ended;
    for (const args of [["codex,gone"], ["works,works", "--judge", "gone"]]) {
      expect((await race(...args)).exitCode).toBe(2);
      expect(existsSync(project.at(".scripts"))).toBe(false);
    }
    const ended = await race("codex,works", "--run-id", "race", "--json");
    const { accepted, candidates } = JSON.parse(ended.stdout) as OrchestrateParallelResult;
    expect([ended.exitCode, accepted]).toEqual([1, true]);
    expect(candidates[0]).toMatchObject({
      verdict: "failed",
      error: expect.stringContaining("is not logged in") as string,
    });
    expect(existsSync(project.at(".scripts/runs/race/provider-codex"))).toBe(false);
  });

  test("what git is in the middle of is said; with --commit-each nothing starts: 2", async () => {
    await using project = await tempSweep();
    await writeFile(project.at(".git/CHERRY_PICK_HEAD"), await readFile(project.at(".git/refs/heads/main")));
    const each = await refused(project, "sweep", "--agent", "works", "--commit-each");
    expect(each).toEqual([2, expect.stringContaining("git cherry-pick --abort")]);
    const { exitCode, stdout } = await project.cli("sweep", "--agent", "works");
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("in the middle of a cherry-pick")]);
  });
});
