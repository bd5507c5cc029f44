import { ExecutionError } from "../../errors.ts";
import type { Env } from "../../process/spawn.ts";
import { git, gitEnv } from "../git.ts";
import { type Lane, ownDir } from "./lane.ts";

/** Git in one working tree. Filters of the repository are run, its hooks never. */
export interface GitIn {
  /** Undefined when git refused. */
  ask(args: readonly string[], stdin?: Uint8Array): Promise<Buffer | undefined>;
  /** Its output as text without the last newline. Throws an ExecutionError when git refused. */
  say(args: readonly string[], stdin?: Uint8Array): Promise<string>;
  /** The same, as bytes. */
  bytes(args: readonly string[], stdin?: Uint8Array): Promise<Buffer>;
  /** The same git with more in its environment. */
  with(more: Env): GitIn;
}

/** `extra`: another index, another place for objects. */
export function gitIn(top: string, env: Env, extra: Env = {}): GitIn {
  const ask = (args: readonly string[], stdin?: Uint8Array) =>
    git(args, { cwd: top, env: gitEnv(env, extra), limitMs: 0, ...(stdin !== undefined && { stdin }) });
  const bytes = async (args: readonly string[], stdin?: Uint8Array) => {
    const answer = await ask(args, stdin);
    if (answer !== undefined) return answer;
    const [command = ""] = args.filter((word, at) => !word.startsWith("-") && args[at - 1] !== "-c");
    throw new ExecutionError(`git ${command} was refused in ${top}.`, `git -C ${top} ${FIXES[command] ?? "fsck"}`);
  };
  const more = (other: Env) => gitIn(top, env, { ...extra, ...other });
  return {
    ask,
    bytes,
    with: more,
    say: async (args, stdin) => (await bytes(args, stdin)).toString("utf8").replace(/\n$/, ""),
  };
}

/** In a lane, whatever became of its `.git` file: without that, git would find a repository further up. */
export function laneGit(lane: Pick<Lane, "top" | "gitDir" | "id">, env: Env, extra: Env = {}): GitIn {
  return gitIn(lane.top, env, { GIT_DIR: ownDir(lane), GIT_WORK_TREE: lane.top, ...extra });
}

/** What shows the reason: we do not keep what git complains of. */
const FIXES: Readonly<Record<string, string>> = {
  add: "add --all --dry-run   (git says there what it cannot read)",
  worktree: "worktree list   (and look for space: df -h)",
};

/** Paths as git takes them with `-z --stdin`. */
export function nulEnded(paths: readonly string[]): Buffer {
  return Buffer.from(paths.map((path) => `${path}\0`).join(""), "latin1");
}

/** What git prints with `-z`, as bytes. */
export function nulSplit(answer: Buffer): string[] {
  return answer.toString("latin1").split("\0").filter(Boolean);
}
