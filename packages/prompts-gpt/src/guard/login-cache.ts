import { statSync } from "node:fs";
import { join } from "node:path";
import { keepAnswer, keptAnswer } from "../kept-answer.ts";
import type { Env } from "../process/spawn.ts";

/** What a login shell may read, from the root or from the user's home (bash(1), zsh(1), dash(1)). */
const PROFILES = {
  system: "/etc/profile /etc/profile.d /etc/bash.bashrc /etc/zshenv /etc/zprofile /etc/zsh/zshenv /etc/zsh/zprofile",
  home: ".profile .bash_profile .bash_login .bashrc .zshenv .zprofile .zlogin",
};
const FRESH_MS = 24 * 3600 * 1000;

interface Place {
  /** Where the answer is kept. */
  readonly file: string;
  readonly env: Env;
  /** Everything else that it depends on. */
  readonly about: readonly unknown[];
}

/**
 * Asks whether the guard holds in a login shell, unless it was found to hold less than a day ago and nothing that such a
 * shell reads has changed since: people's profiles take up to a second, and agents seldom start one.
 */
export async function askOnceADay({ file, env, about }: Place, ask: () => Promise<boolean>): Promise<boolean> {
  const question = JSON.stringify([about, env["PATH"], env["HOME"], profilesOf(env).map(stampOf)]);
  if (Math.abs(Date.now() - Number(keptAnswer(file, question) ?? 0)) < FRESH_MS) return true;
  const holds = await ask();
  if (holds) keepAnswer(file, question, Date.now());
  return holds;
}

function profilesOf({ HOME = "/" }: Env): string[] {
  return [...PROFILES.system.split(" "), ...PROFILES.home.split(" ").map((name) => join(HOME, name))];
}

function stampOf(file: string): readonly number[] {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? [] : [stats.mtimeMs, stats.size];
}
