import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Command } from "../process/command.ts";
import { capture, type Captured, type Env, pour } from "../process/spawn.ts";

/** What git said: its output, or undefined when it refused (no repository, no such thing, no git). */
export type GitAnswer = Buffer | undefined;

/** Variables that point git at another repository or index than the one of `cwd` (a git hook sets some), or change what a path means. */
const MISLEADING = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_LITERAL_PATHSPECS",
  "GIT_GLOB_PATHSPECS",
  "GIT_NOGLOB_PATHSPECS",
  "GIT_ICASE_PATHSPECS",
];

/** The only door to git. No hook and no file monitor of the repository is run, and no lock taken; filters of its configuration are. */
export async function git(args: readonly string[], where: GitPlace): Promise<GitAnswer> {
  const { exit, stdout } = await ask(args, where);
  return exit.kind === "exited" && exit.code === 0 ? stdout : undefined;
}

/** The same, with its output given to `take` as it comes; false when git refused. */
export async function pourGit(
  args: readonly string[],
  where: GitPlace,
  take: (stdout: AsyncIterable<Buffer>) => Promise<void>,
): Promise<boolean> {
  const exit = await pour(gitCommand(args), { limitMs: LIMIT_MS, ...where }, take);
  return exit.kind === "exited" && exit.code === 0;
}

/** For questions that git answers with its exit code. */
function ask(args: readonly string[], { stdin, ...where }: GitPlace): Promise<Captured> {
  return capture({ ...gitCommand(args), ...(stdin !== undefined && { stdin }) }, { limitMs: LIMIT_MS, ...where });
}

interface GitPlace {
  readonly cwd: string;
  readonly env: Env;
  /** Bytes, or the descriptor of a file. */
  readonly stdin?: Uint8Array | number;
  /** Milliseconds; 0 = none. Default ten minutes. */
  readonly limitMs?: number;
}

/** Git waits for ever where an agent has left a pipe for it to read: as `.git/config`, as a `.gitignore`. */
const LIMIT_MS = 600_000;

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

/** Where HEAD stands, and whether anything differs from it. */
export interface HeadStatus {
  /** Full hash; undefined before the first commit. */
  readonly head: string | undefined;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
  /** Nothing changed, staged or untracked. */
  readonly clean: boolean;
  /** Files and folders (these with a `/` in the end) that git does not know, from the top; undefined when anything else differs. */
  readonly untracked: readonly string[] | undefined;
  /** The same; undefined when anything else differs from the index. */
  readonly unstaged: readonly string[] | undefined;
}

/** Undefined outside a working tree. One git process. `index`: another than the repository's own. */
export async function headStatus(cwd: string, env: Env, index?: string): Promise<HeadStatus | undefined> {
  const args = ["status", "--porcelain=v2", "--branch", "--no-ahead-behind", "--no-renames", "-z"];
  const answer = await git(args, { cwd, env: gitEnv(env, index === undefined ? {} : { GIT_INDEX_FILE: index }) });
  if (answer === undefined) return undefined;
  const rows = answer
    .toString("utf8")
    .split("\0")
    .filter((row) => row !== "");
  const header = (name: string) => rows.find((row) => row.startsWith(`# ${name} `))?.slice(name.length + 3);
  const [head, branch] = [header("branch.oid"), header("branch.head")];
  const differing = rows.filter((row) => !row.startsWith("# "));
  const isNew = (row: string) => row.startsWith("? ");
  // `1 XY …`: X is the index beside HEAD, Y the file beside the index (git-status, porcelain format version 2).
  const isStaged = (row: string) => /^1 .\. /.test(row);
  const added = differing.filter(isNew).map((row) => row.slice(2));
  return {
    head: head === "(initial)" ? undefined : head,
    branch: branch === "(detached)" ? undefined : branch,
    clean: differing.length === 0,
    untracked: differing.every(isNew) ? added : undefined,
    unstaged: differing.every((row) => isNew(row) || isStaged(row)) ? added : undefined,
  };
}

/** When HEAD last moved, by a commit or a change of branch: milliseconds since 1970, to the second; undefined when git does not know. */
export async function headMovedAt(cwd: string, env: Env): Promise<number | undefined> {
  const args = ["log", "-g", "-1", "--date=unix", "--format=%gd", "HEAD"];
  const answer = await git(args, { cwd, env: gitEnv(env) });
  const seconds = /@\{(\d+)\}/.exec(answer?.toString("utf8") ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** Where a repository keeps what a tree is made of. Absolute paths. */
export interface Repository {
  readonly top: string;
  readonly index: string;
  readonly objects: string;
}

export async function findRepository(cwd: string, env: Env): Promise<Repository | undefined> {
  const paths = ["--show-toplevel", "--git-path", "index", "--git-path", "objects"];
  const answer = await git(["rev-parse", "--path-format=absolute", ...paths], { cwd, env: gitEnv(env) });
  const [top, index, objects] = (answer?.toString("utf8") ?? "").split("\n");
  return top === undefined || index === undefined || objects === undefined ? undefined : { top, index, objects };
}

export async function isGitRepo(cwd: string, env: Env): Promise<boolean> {
  return (await findRepository(cwd, env)) !== undefined;
}

/** Changed, staged or untracked files; false outside a repository. */
export async function hasUncommittedChanges(cwd: string, env: Env): Promise<boolean> {
  return (await headStatus(cwd, env))?.clean === false;
}

/**
 * Whether git tracks the file, by the repository that the file itself lies in (a submodule, say). When git will not say
 * although there is a repository (not installed, foreign owner), the answer is yes: what is tracked gets less trust.
 */
export async function isTracked(path: string, env: Env): Promise<boolean> {
  const folder = dirname(path);
  const asked = await ask(["ls-files", "--error-unmatch", "--", path], { cwd: folder, env: gitEnv(env) });
  if (asked.exit.kind === "exited" && asked.exit.code <= 1) return asked.exit.code === 0;
  return liesInRepository(folder);
}

async function liesInRepository(folder: string): Promise<boolean> {
  const here = await lstat(join(folder, ".git")).catch(() => undefined);
  if (here !== undefined) return true;
  return dirname(folder) === folder ? false : liesInRepository(dirname(folder));
}

/** Which of these git ignores: paths relative to `cwd`, as bytes (latin1); without a repository none. */
export async function ignoredAmong(
  paths: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Env },
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const stdin = Buffer.from(`${paths.join("\0")}\0`, "latin1");
  // It exits with 1 when it names none.
  const { stdout } = await ask(["check-ignore", "-z", "--stdin"], { cwd, env: gitEnv(env), stdin });
  return new Set(stdout.toString("latin1").split("\0").filter(Boolean));
}

/** How git stands to a file that must not be shared, as questions for those who may not call git. */
export function trackingBy(env: Env) {
  return { isTracked: (path: string) => isTracked(path, env), isIgnored: (path: string) => isIgnored(path, env) };
}

/** Whether git would leave the file out of `git add .`; undefined where it cannot say (no repository, no git). */
async function isIgnored(path: string, env: Env): Promise<boolean | undefined> {
  const asked = await ask(["check-ignore", "--quiet", "--", path], { cwd: dirname(path), env: gitEnv(env) });
  return asked.exit.kind === "exited" && asked.exit.code <= 1 ? asked.exit.code === 0 : undefined;
}

/** `2.39.5`; undefined when there is no git, or it does not start. */
export async function gitVersion(env: Env): Promise<string | undefined> {
  const answer = await git(["version"], { cwd: ".", env: gitEnv(env) });
  return /\d+(?:\.\d+)+/.exec(answer?.toString("utf8") ?? "")?.[0];
}
