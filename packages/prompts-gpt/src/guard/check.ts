import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { capture, type Env } from "../process/spawn.ts";
import type { Asking } from "./ask.ts";
import { factsFor } from "./facts.ts";
import { type Caller, isOwnCall } from "./own-calls.ts";
import { decide } from "./policy.ts";
import { logRefusal } from "./refusal-log.ts";
import { GUARD_VARIABLE, type RulesOfRun, rulesFrom } from "./rules-of-run.ts";
import type { Facts, GitCall, Refusal, Verdict } from "./verdict.ts";

/** Each round asks what the last one's answers led to; no call needs more than three. */
const ROUNDS = 8;

export interface Looked {
  readonly git: string;
  readonly parent: number;
  readonly args: readonly string[];
  readonly env: Env;
  readonly cwd: string;
}

/** What stands against the call; undefined when nothing does. */
export async function look({ parent, ...call }: Looked): Promise<Refusal | undefined> {
  const caller = await callerAt(parent);
  if (caller !== undefined && isOwnCall(call.args, caller, programsOf(call.git, call.env))) return undefined;
  const verdict = await judge(call, rulesFrom(call.env[GUARD_VARIABLE]));
  return verdict.kind === "refuse" ? verdict : undefined;
}

/** What the call would do where it stands, whoever makes it. */
export async function judge(
  { git, args, env, cwd }: Omit<Looked, "parent">,
  rules: RulesOfRun | undefined,
): Promise<Verdict> {
  return settle({ args, env }, { git, cwd, env, rules, where: [] });
}

async function settle(call: GitCall, asking: Asking): Promise<Verdict> {
  let facts: Facts = {};
  for (let round = 0; round < ROUNDS; round++) {
    const verdict = decide(call, facts, allowedTo(asking));
    if (verdict.kind !== "ask") return verdict;
    facts = { ...facts, ...(await factsFor(verdict.needs, { ...asking, where: verdict.where })) };
  }
  return { kind: "refuse", rule: "unclear", reason: "What it would do could not be told.", instead: "git status" };
}

/** In the repositories of the canary nothing is excepted: what is tried there is whether the guard stands. */
function allowedTo({ rules, cwd }: Asking): readonly string[] | undefined {
  return rules?.canary !== undefined && cwd.startsWith(`${rules.canary}/`) ? [] : rules?.allow;
}

/** `GIT_EXEC_PATH` is the shim's: git's own scripts are started from there. */
function programsOf(git: string, { GIT_EXEC_PATH }: Env): string[] {
  const shim = GIT_EXEC_PATH === undefined ? [] : [join(GIT_EXEC_PATH, "git")];
  try {
    return [git, realpathSync(git), "/usr/lib/git-core/git", ...shim];
  } catch {
    return [git, ...shim];
  }
}

/** A git that runs already, seen from a hook of it: what it was called with, where, and by whom. */
export async function callOf(pid: number, git: string): Promise<Looked | undefined> {
  const caller = await callerAt(pid);
  if (caller === undefined) return undefined;
  const name = /\/?git-([a-z-]+)$/.exec(caller.args[0] ?? "")?.[1];
  const args = [...(name === undefined ? [] : [name]), ...caller.args.slice(1)];
  const status = read(`/proc/${pid}/status`);
  const environ = read(`/proc/${pid}/environ`).split("\0").filter(Boolean);
  const env = Object.fromEntries(
    environ.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]),
  );
  const parent = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0);
  return { git, parent, args, env, cwd: cwdOf(pid) };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // no /proc here
  }
}

function cwdOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return process.cwd(); // a hook's own folder is the top of the working tree
  }
}

async function callerAt(pid: number): Promise<Caller | undefined> {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return { program: readlinkSync(`/proc/${pid}/exe`), args };
  } catch {
    if (process.platform === "linux") return undefined;
  }
  const { stdout } = await capture(
    { file: "/bin/ps", args: ["-o", "command=", "-p", String(pid)] },
    { cwd: "/", env: {}, limitMs: 5000 },
  );
  const args = stdout.toString("utf8").trim().split(" ");
  return { program: args[0] ?? "", args };
}

/** For the agent: what happened, why, and what to type instead. */
export function refusalText({ reason, instead, rule }: Refusal, words: readonly string[]): string {
  const call = words.join(" ").replaceAll(/\s+/g, " ").slice(0, 120);
  return [
    `prompts-gpt refused: ${call}`,
    `  ${reason}`,
    `  instead: ${instead}`,
    `  (${rule}; nothing was changed. Do not try to get round it.)`,
    "",
  ].join("\n");
}

/** `command`: the subcommand of git, or the program; no more of what was typed. */
export function writeDown(rules: RulesOfRun | undefined, { rule }: Refusal, command = ""): void {
  if (rules !== undefined) logRefusal(rules.log, { at: new Date().toISOString(), rule, command: command.slice(0, 40) });
}
