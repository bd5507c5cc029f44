import type { Advice } from "../../finding.ts";
import { hasLeftovers, putBackLeftovers } from "../../guard/hooks.ts";
import { which } from "../../process/which.ts";
import { findTop, gitDirOf } from "../../workspace/snapshot/git-dirs.ts";
import { userStateFolder } from "../../user-folders.ts";
import type { Check, CheckPlace } from "../check.ts";
import { type GuardTried, guardTried } from "../guard-tried.ts";
import { shellWord } from "../../shell-word.ts";

/** Whether the guard of git would hold: tried for real, in a repository of its own. */
export const guard: Check = {
  id: "guard",
  title: "Guard of git",
  async look(place) {
    const { covers, problem } = await guardTried(place);
    const left = await leftoversAt(place, hasLeftovers);
    const findings = [...(problem ? [notArmed(problem, place)] : []), ...(left ? [LEFT] : [])];
    const { path = null, login = null, absolute = null, cleared = null } = covers ?? {};
    return { summary: summaryOf(covers), facts: { path, login, absolute, cleared }, findings };
  },
  async fix(place) {
    return (await leftoversAt(place, putBackLeftovers)) ? [".git/config: core.hooksPath is what it was"] : [];
  },
};

/** Where the shim does not stand in git's place, a run adds hooks for refs and the stash. */
function summaryOf(covers: GuardTried["covers"]): string {
  if (covers?.path !== "all") return "none";
  if (covers.cleared === "all") return "git, on every way to it";
  return `git by name${covers.login === "all" ? " and from a login shell" : ""}; by path refs and stash, by hooks`;
}

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
