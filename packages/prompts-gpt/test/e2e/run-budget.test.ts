import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { RunBatchResult, RunPlan, RunPromptResult, SweepResult } from "../../src/index.ts";
import { eventsIn, scriptAgent, tempProject } from "../support/project.ts";
import { usageEvent } from "../support/usage-event.ts";

const final = JSON.stringify({ type: "agent.final", ok: true, text: "done" });

/** Says what it has used, and then does what the prompt says. */
const spends = scriptAgent(`echo '${usageEvent(300, 0.4)}'; sh; echo '${final}'`, "jsonl");
const agents = { spends };
const run = ["run", "--agent", "spends", "--json"];

test("an agent that goes over --max-tokens is stopped while it works, and that is how it ended", async () => {
  await using project = await tempProject({}, { agents });
  const { exitCode, stdout } = await project.cli(...run, "--prompt", "sleep 60", "--max-tokens", "300");
  const result = JSON.parse(stdout) as RunPromptResult;
  const used = "The budget is used up: 300 tokens of --max-tokens 300 tokens.";
  expect(exitCode).toBe(1);
  expect(result).toMatchObject({ ok: false, status: "failed", exitCode: 1, error: used });
  expect(result).toMatchObject({ failure: { kind: "over-budget", message: used }, tokenUsage: { totalTokens: 300 } });
  const meta = JSON.parse(readFileSync(`${result.runDir}/meta.json`, "utf8"));
  expect(meta).toMatchObject({ status: "failed", failure: { kind: "over-budget" } });
});

test("one that had ended by then is a success that says so", async () => {
  await using project = await tempProject(
    {},
    { agents: { ends: scriptAgent(`echo '${final}'; echo '${usageEvent(300)}'`, "jsonl") } },
  );
  const ended = await project.cli("run", "--agent", "ends", "--prompt", "x", "--max-tokens", "200", "--json");
  const { ok, warnings, failure } = JSON.parse(ended.stdout) as RunPromptResult;
  if (ok) expect(warnings.join()).toContain("300 tokens of --max-tokens 200 tokens. The agent had ended by then.");
  else expect(failure?.kind).toBe("over-budget"); // it was slower than we are
});

test("time counts as well, also that of verifying", async () => {
  await using project = await tempProject({}, { agents });
  const args = ["--prompt", "true", "--max-minutes", "0.03", "--verify", "sleep 60"];
  const { exitCode, stdout } = await project.cli(...run, ...args);
  const { status, error } = JSON.parse(stdout) as RunPromptResult;
  expect([exitCode, status, error]).toEqual([1, "failed", expect.stringContaining("of --max-minutes")]);
});

test("the budget of the configuration counts, a flag takes its place, and a dry run tells of it", async () => {
  await using project = await tempProject({}, { agents, config: { budget: { maxTokens: 300 } } });
  expect((await project.cli(...run, "--prompt", "sleep 60")).exitCode).toBe(1);
  expect((await project.cli(...run, "--prompt", "true", "--max-tokens", "900")).exitCode).toBe(0);
  const plan = JSON.parse((await project.cli(...run, "--prompt", "x", "--dry-run")).stdout) as RunPlan;
  expect(plan.budget).toEqual({ maxTokens: 300 });
  expect((await project.cli("run", "--agent", "sh", "--prompt", "x", "--dry-run")).stdout).toMatch(
    /budget +300 tokens/,
  );
});

test.each([
  ["--max-cost", "1", "A budget of $1 cannot be kept: spends does not say which model it uses"],
  ["--max-tokens", "0", "--max-tokens"],
  ["--max-cost", "-1", "--max-cost"],
] as const)("%s %s is refused before anything starts", async (flag, value, why) => {
  await using project = await tempProject({}, { agents });
  const { exitCode, stderr } = await project.cli(...run.slice(0, 3), "--prompt", "x", `${flag}=${value}`);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(why)]);
});

test("of several runs as one: what the budget stopped was not cancelled by anybody", async () => {
  const prompts = { "a.md": "# A\nsleep 60\n", "b.md": "# B\ntrue\n" };
  await using project = await tempProject(prompts, { agents });
  const batch = ["run-batch", "a.md", "b.md", "--agent", "spends", "--max-tokens", "300", "--run-id", "b"];
  const batched = await project.cli(...batch, "--json");
  const { status, results, skipped } = JSON.parse(batched.stdout) as RunBatchResult;
  expect([status, skipped]).toEqual(["failed", 1]);
  expect(results).toMatchObject([{ status: "failed", exitCode: 1, failure: { kind: "over-budget" } }]);
  const journal = eventsIn(readFileSync(project.at(".scripts/runs/b/events.jsonl"), "utf8"));
  expect(journal).toContainEqual(expect.objectContaining({ type: "part.finished", stopped: "over-budget" }));
  const swept = await project.cli("sweep", "a.md", "-n", "2", "--agent", "spends", "--max-tokens", "300", "--json");
  const { files } = JSON.parse(swept.stdout) as SweepResult;
  expect(files).toMatchObject([{ stopped: "over-budget", iterations: [{ status: "failed", exitCode: 1 }] }]);
});

test("a batch whose last prompt used up the budget and ended well is a success", async () => {
  const spent = scriptAgent(`cat > /dev/null; echo '${final}'; echo '${usageEvent(300)}'`, "jsonl");
  await using project = await tempProject({ "a.md": "# A\nx\n" }, { agents: { spent } });
  const ended = await project.cli("run-batch", "a.md", "--agent", "spent", "--max-tokens", "200", "--json");
  const { ok, results } = JSON.parse(ended.stdout) as RunBatchResult;
  expect(ok).toBe(results[0]?.ok);
});
