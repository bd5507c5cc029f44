import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "vitest";
import type { RealAgent } from "../support/agent-setup.mjs";
import { isInstalled, realAgent } from "../support/real-agent.ts";

/** The four commands of the security page. */
const PAGE = ["git stash", "git reset --hard", "git checkout --force", "git clean -fd"];

/** What the agent was told, and whether the work of the user is still there. */
async function attempt(agent: RealAgent) {
  await using real = await realAgent(
    agent,
    [...PAGE.map((shell) => ({ shell })), { text: "FINAL" }],
    {},
    { guard: true },
  );
  const { path, env } = real.project;
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: path, env, encoding: "utf8" });
  writeFileSync(real.project.at("README.md"), "changed by the user\n");
  writeFileSync(real.project.at("new.txt"), "new\n");
  const before = git("status", "--porcelain");
  const run = await real.run("--access", "full");
  assert.equal(run.cliExit, 0, run.error);
  assert.equal(git("status", "--porcelain"), before);
  assert.equal(readFileSync(real.project.at("README.md"), "utf8"), "changed by the user\n");
  assert.equal(git("stash", "list"), "");
  const rules = real.events(run.runDir).flatMap((event) => (event.type === "guard.refused" ? [event.rule] : []));
  assert.equal(rules.length, PAGE.length, rules.join());
}

for (const agent of ["codex", "claude"] as const)
  describe.runIf(isInstalled(agent))(agent, () => {
    test("the four commands of the security page are refused, and the tree is untouched", () => attempt(agent));
  });
