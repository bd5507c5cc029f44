import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Command } from "../process/command.ts";
import { capture, type Env } from "../process/spawn.ts";

/** What git said: its output, or undefined when it refused (no repository, no such thing, no git). */
export type GitAnswer = Buffer | undefined;

/** Variables that point git at another repository or index than the one of `cwd`: set when we are run from a git hook. */
const MISLEADING = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_PREFIX",
];

/** The only door to git. Runs nothing that a repository's configuration names (hooks, fsmonitor), and takes no locks. */
export async function git(
  args: readonly string[],
  where: { readonly cwd: string; readonly env: Env },
): Promise<GitAnswer> {
  const { exit, stdout } = await capture(gitCommand(args), { cwd: where.cwd, env: where.env });
  return exit.kind === "exited" && exit.code === 0 ? stdout : undefined;
}

/** The environment for our own git calls. */
export function gitEnv(env: Env, extra: Env = {}): Env {
  const clean = { ...env };
  for (const name of MISLEADING) delete clean[name];
  return { ...clean, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C", ...extra };
}

function gitCommand(args: readonly string[]): Pick<Command, "file" | "args"> {
  const safe = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"];
  return { file: "git", args: [...safe, ...args] };
}

/** Where `cwd` stands in a repository. */
export interface Repository {
  readonly top: string;
  readonly index: string;
  readonly objects: string;
  /** Undefined before the first commit. */
  readonly head?: string;
  readonly headTree?: string;
  /** Undefined when HEAD is detached. */
  readonly branch?: string;
}

/** Undefined outside a working tree. Two git processes at most. */
export async function findRepository(cwd: string, env: Env): Promise<Repository | undefined> {
  const where = { cwd, env: gitEnv(env) };
  const paths = [
    "rev-parse",
    "--path-format=absolute",
    "--show-toplevel",
    "--git-path",
    "index",
    "--git-path",
    "objects",
  ];
  const answer = await git([...paths, "HEAD", "HEAD^{tree}", "--symbolic-full-name", "HEAD"], where);
  const [top, index, objects, head, headTree, ref] = lines(answer ?? (await git(paths, where)));
  if (top === undefined || index === undefined || objects === undefined) return undefined;
  return { top, index, objects, ...known({ head, headTree, branch: branchOf(ref) }) };
}

/** HEAD, and whether anything differs from it, in one process. */
export async function headStatus(
  cwd: string,
  env: Env,
): Promise<{ readonly head: string | undefined; readonly clean: boolean }> {
  const answer = await git(["status", "--porcelain=v2", "--branch", "--no-ahead-behind", "-z"], {
    cwd,
    env: gitEnv(env),
  });
  const rows =
    answer
      ?.toString("utf8")
      .split("\0")
      .filter((row) => row !== "") ?? [];
  const head = rows.find((row) => row.startsWith("# branch.oid "))?.slice("# branch.oid ".length);
  return { head, clean: answer !== undefined && rows.every((row) => row.startsWith("# ")) };
}

function branchOf(ref: string | undefined): string | undefined {
  return ref?.startsWith("refs/heads/") === true ? ref.slice("refs/heads/".length) : undefined;
}

function known<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}

function lines(answer: GitAnswer): string[] {
  return (answer?.toString("utf8") ?? "").split("\n").filter((line) => line !== "");
}

export async function isGitRepo(cwd: string, env: Env): Promise<boolean> {
  return (await findRepository(cwd, env)) !== undefined;
}

/** Changed, staged or untracked files; false outside a repository. */
export async function hasUncommittedChanges(cwd: string, env: Env): Promise<boolean> {
  const answer = await git(["status", "--porcelain", "-z"], { cwd, env: gitEnv(env) });
  return answer !== undefined && answer.length > 0;
}

/**
 * Whether git tracks the file, by the repository that the file itself lies in (a submodule, say). When git will not say
 * although there is a repository (not installed, foreign owner), the answer is yes: what is tracked gets less trust.
 */
export async function isTracked(path: string, env: Env): Promise<boolean> {
  const folder = dirname(path);
  const asked = await capture(gitCommand(["ls-files", "--error-unmatch", "--", path]), {
    cwd: folder,
    env: gitEnv(env),
  });
  if (asked.exit.kind === "exited" && asked.exit.code <= 1) return asked.exit.code === 0;
  return liesInRepository(folder);
}

async function liesInRepository(folder: string): Promise<boolean> {
  const here = await lstat(join(folder, ".git")).catch(() => undefined);
  if (here !== undefined) return true;
  return dirname(folder) === folder ? false : liesInRepository(dirname(folder));
}
