import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import { capture, type Env } from "../process/spawn.ts";
import type { Asking } from "./ask.ts";
import { factsFor } from "./facts.ts";
import { type Caller, commandIn, isOwnCall } from "./own-calls.ts";
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
export async function look({ git, parent, args, env, cwd }: Looked): Promise<Refusal | undefined> {
  const caller = await callerAt(parent);
  if (caller !== undefined && isOwnCall(args, caller, programsOf(git))) return undefined;
  const rules = rulesFrom(env[GUARD_VARIABLE]);
  const verdict = await settle({ args, env }, { git, cwd, env, rules, where: [] });
  return verdict.kind === "refuse" ? verdict : undefined;
}

async function settle(call: GitCall, asking: Asking): Promise<Verdict> {
  let facts: Facts = {};
  for (let round = 0; round < ROUNDS; round++) {
    const verdict = decide(call, facts, asking.rules?.allow);
    if (verdict.kind !== "ask") return verdict;
    facts = { ...facts, ...(await factsFor(verdict.needs, { ...asking, where: verdict.where })) };
  }
  return { kind: "refuse", rule: "unclear", reason: "What it would do could not be told.", instead: "git status" };
}

function programsOf(git: string): string[] {
  try {
    return [git, realpathSync(git), "/usr/lib/git-core/git"];
  } catch {
    return [git];
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
export function refusalText({ reason, instead, rule }: Refusal, args: readonly string[]): string {
  const call = ["git", ...args].join(" ").replaceAll(/\s+/g, " ").slice(0, 120);
  return [
    `prompts-gpt refused: ${call}`,
    `  ${reason}`,
    `  instead: ${instead}`,
    `  (${rule}; nothing was changed. Do not try to get round it.)`,
    "",
  ].join("\n");
}

export function writeDown(rules: RulesOfRun | undefined, { rule }: Refusal, args: readonly string[]): void {
  const command = commandIn(args) ?? "";
  if (rules !== undefined) logRefusal(rules.log, { at: new Date().toISOString(), rule, command: command.slice(0, 40) });
}
