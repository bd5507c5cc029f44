import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Advice } from "../../finding.ts";
import { armGuard } from "../../guard/arm.ts";
import type { Covers } from "../../guard/canary.ts";
import { hasLeftovers, putBackLeftovers } from "../../guard/hooks.ts";
import { namespacePossible } from "../../process/namespace.ts";
import { which } from "../../process/which.ts";
import { findTop, gitDirOf } from "../../workspace/snapshot/git-dirs.ts";
import type { Check, CheckPlace } from "../check.ts";

/** Whether the guard of git would hold: tried for real, in a repository of its own. */
export const guard: Check = {
  id: "guard",
  title: "Guard of git",
  async look(place) {
    const covers = await tryOut(place);
    const left = await leftoversAt(place, hasLeftovers);
    const findings = [...coverFindings(covers), ...(left ? [LEFT] : [])];
    const summary = covers === undefined ? "none" : `git by its name: ${covers.path}, login shell: ${covers.login}`;
    return { summary, facts: { path: covers?.path ?? null, login: covers?.login ?? null }, findings };
  },
  async fix(place) {
    return (await leftoversAt(place, putBackLeftovers)) ? [".git/config: core.hooksPath is what it was"] : [];
  },
};

const LEFT: Advice = {
  severity: "warning",
  code: "guard.hooks",
  message:
    "A run was killed and has left its hooks in this repository (core.hooksPath); they call your own, and refuse you nothing.",
  fix: "prompts-gpt doctor --fix",
};

function coverFindings(covers: Covers | undefined): Advice[] {
  if (covers?.path === "all") return [];
  const message = "The guard of git does not hold here: an agent could stash, reset, clean and force as it likes.";
  return [
    { severity: "error", code: "guard.not-armed", message, fix: "command -v git && ls -ld ~/.local/state/prompts-gpt" },
  ];
}

async function tryOut({ env }: CheckPlace): Promise<Covers | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "prompts-gpt-guard-"));
  try {
    const armed = await armGuard({
      env,
      machineEnv: env,
      runDir: folder,
      gitDirs: [],
      allow: [],
      canMount: namespacePossible(),
      repository: undefined,
    });
    const covers = await armed?.tryOut();
    await armed?.close();
    return covers;
  } catch {
    return undefined; // no place for it
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function leftoversAt({ root, env }: CheckPlace, ask: typeof hasLeftovers): Promise<boolean> {
  const top = findTop(root);
  const found = top === undefined ? undefined : gitDirOf(top);
  const git = which("git", env);
  if (top === undefined || found === undefined || git === undefined) return false;
  return ask({ gitDir: found.path, cwd: top, machineEnv: env, git });
}
