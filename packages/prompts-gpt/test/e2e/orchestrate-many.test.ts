import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { OrchestrateParallelResult } from "../../src/index.ts";
import { groupMarker } from "../../src/process/marker.ts";
import { markedWith } from "../../src/process/process-table.ts";
import { type Project, scriptAgent, tempProject } from "../support/project.ts";

const files = Object.fromEntries(Array.from({ length: 200 }, (_, nth) => [`src/f${nth}.txt`, `file ${nth}\n`]));
const RACE = ["orchestrate", "--mode", "parallel", "--prompt", "Do it.", "--attempts", "20", "--json"];

const git = ({ path, env }: Project, ...args: string[]) =>
  execFileSync("git", args, { cwd: path, env, encoding: "utf8" }).trim();

/** Bytes on disk below it. */
function sizeOf(folder: string): number {
  return Number(execFileSync("du", ["-sk", folder], { encoding: "utf8" }).split("\t")[0]) * 1024;
}

async function expectNothingLeft(project: Project, { runDir }: OrchestrateParallelResult): Promise<void> {
  expect(await markedWith(groupMarker(runDir))).toEqual([]);
  const lanes = join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes");
  expect(readdirSync(lanes).filter((name) => name !== "kept" && !name.includes("lock"))).toEqual([]);
  expect(git(project, "worktree", "list").split("\n")).toHaveLength(1);
  expect(readdirSync(project.at(".git/worktrees"))).toEqual([]);
}

test(
  "20 lanes at once leave no worktree, ref or process, and what they took of the disk is given back",
  { timeout: 120_000 },
  async () => {
    const worker = scriptAgent('cat > /dev/null; sleep 90 & echo "$PROMPTS_GPT_PORT_BASE" > port.txt; echo done');
    await using project = await tempProject(files, { agents: { worker } });
    const [refs, status] = [git(project, "for-each-ref"), git(project, "status", "--porcelain")];
    const ended = await project.cli(...RACE, "--agent", "worker", "--run-id", "many", "--verify", "[ -s port.txt ]");
    const result = JSON.parse(ended.stdout) as OrchestrateParallelResult;
    expect(result.candidates.filter(({ verdict }) => verdict === "accepted")).toHaveLength(20);
    await expectNothingLeft(project, result);
    expect([git(project, "for-each-ref"), git(project, "status", "--porcelain")]).toEqual([refs, status]);
    const ports = result.candidates.map(({ name }) => readFile(join(result.runDir, name, "changes.patch"), "utf8"));
    expect(new Set((await Promise.all(ports)).map((patch) => /^\+(\d+)$/m.exec(patch)?.[1])).size).toBe(20);
    const lanes = join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes");
    expect(sizeOf(lanes)).toBeLessThan(20 * sizeOf(project.at("src"))); // results, not working trees
    expect((await project.cli("runs", "gc", "--yes")).exitCode).toBe(0);
    expect(sizeOf(lanes)).toBeLessThan(64 * 1024);
  },
);

// That it takes less than a second is measured by the benchmark, where nothing else runs.
test(
  "of 20 the first that is verified ends the other 19, long before they would end",
  { timeout: 120_000 },
  async () => {
    const racer = scriptAgent(
      `cat > /dev/null; trap "" TERM; touch "$HOME/at-$PROMPTS_GPT_PORT_BASE"
if mkdir "$HOME/first" 2>/dev/null; then
  until [ $(ls "$HOME" | grep -c at-) = 20 ]; do sleep 0.05; done; echo won > won.txt
else sh -c 'trap "" TERM; sleep 91' & sleep 92; wait; fi`,
    );
    await using project = await tempProject(files, { agents: { racer } });
    const ended = await project.cli(...RACE, "--agent", "racer", "--first-verified", "--verify", "[ -s won.txt ]");
    const result = JSON.parse(ended.stdout) as OrchestrateParallelResult;
    expect([ended.exitCode, result.accepted]).toEqual([0, true]);
    expect(result.candidates.filter(({ verdict }) => verdict === "cancelled")).toHaveLength(19);
    await expectNothingLeft(project, result);
    const winner = await timeOf(result, { name: result.winner ?? "", type: "run.finished" });
    const losers = result.candidates.filter(({ name }) => name !== result.winner);
    const ends = await Promise.all(losers.map(({ name }) => timeOf(result, { name, type: "agent.ended" })));
    expect(Math.max(...ends) - winner).toBeLessThan(30_000);
  },
);

async function timeOf(
  { runDir }: OrchestrateParallelResult,
  { name, type }: { name: string; type: string },
): Promise<number> {
  const journal = join(runDir, name, "events.jsonl");
  const text = existsSync(journal) ? await readFile(journal, "utf8") : "";
  const line = text.split("\n").find((one) => one.includes(`"type":"${type}"`));
  return Date.parse((JSON.parse(line ?? "{}") as { time: string }).time);
}
