import type { Advice } from "../../finding.ts";
import { hasLeftovers, putBackLeftovers } from "../../guard/hooks.ts";
import { which } from "../../process/which.ts";
import { findTop, gitDirOf } from "../../workspace/snapshot/git-dirs.ts";
import { userStateFolder } from "../../user-folders.ts";
import type { Check, CheckPlace } from "../check.ts";
import { type GuardTried, guardTried } from "../guard-tried.ts";
import { shellWord } from "../shell-word.ts";

/** Whether the guard of git would hold: tried for real, in a repository of its own. */
export const guard: Check = {
  id: "guard",
  title: "Guard of git",
  async look(place) {
    const { covers, problem } = await guardTried(place);
    const left = await leftoversAt(place, hasLeftovers);
    const findings = [...(problem ? [notArmed(problem, place)] : []), ...(left ? [LEFT] : [])];
    const summary = covers === undefined ? "none" : `git by its name: ${covers.path}, login shell: ${covers.login}`;
    return { summary, facts: { path: covers?.path ?? null, login: covers?.login ?? null }, findings };
  },
  async fix(place) {
    return (await leftoversAt(place, putBackLeftovers)) ? [".git/config: core.hooksPath is what it was"] : [];
  },
};

function notArmed({ message, fix }: NonNullable<GuardTried["problem"]>, { env }: CheckPlace): Advice {
  const state = shellWord(userStateFolder(env));
  return { severity: "error", code: "guard.not-armed", message, fix: fix ?? `ls -ld ${state} && df ${state}` };
}

const LEFT: Advice = {
  severity: "warning",
  code: "guard.hooks",
  message:
    "A run was killed and has left its hooks in this repository (core.hooksPath); they call your own, and refuse you nothing.",
  fix: "prompts-gpt doctor --fix",
};

async function leftoversAt({ root, env }: CheckPlace, ask: typeof hasLeftovers): Promise<boolean> {
  const top = findTop(root);
  const found = top === undefined ? undefined : gitDirOf(top);
  const git = which("git", env);
  if (top === undefined || found === undefined || git === undefined) return false;
  return ask({ gitDir: found.path, cwd: top, machineEnv: env, git });
}
