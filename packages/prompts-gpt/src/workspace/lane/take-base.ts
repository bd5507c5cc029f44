import { realpathSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../errors.ts";
import type { Env } from "../../process/spawn.ts";
import { requireGit } from "../required-git.ts";
import { findTop, ownGitDir } from "../snapshot/git-dirs.ts";
import type { Base } from "./lane.ts";
import { type GitIn, gitIn } from "./git-in.ts";
import { withWrittenDown } from "./write-down.ts";

const MESSAGE = "Uncommitted work, as a lane of prompts-gpt began with it\n";

interface BaseWish {
  readonly root: string;
  readonly env: Env;
  /** Folders of ours in the working tree, absolute. */
  readonly leaveOut?: readonly string[];
}

/** Writes down the working tree that `root` lies in, for any number of lanes. The user's index and files are not touched. */
export async function takeBase({ root, env, leaveOut }: BaseWish): Promise<Base> {
  await requireGit(env);
  const real = realpathSync(root);
  const top = findTop(real);
  if (top === undefined)
    throw new ConfigError(
      `${real} lies in no git repository: lanes are git worktrees.`,
      "git init && git add . && git commit -m start",
    );
  const git = gitIn(top, env);
  const head = await headOf(git);
  const place = { top, gitDir: ownGitDir(top) ?? join(top, ".git"), env, ...(leaveOut && { leaveOut }) };
  return withWrittenDown(place, async (tree, _, unborn) => {
    const commit = await commitOf({ tree, parent: head, message: MESSAGE }, git);
    return { top, commit, head, ...(unborn.length > 0 && { unborn }) };
  });
}

/** Undefined before the first commit. */
export async function headOf(git: GitIn): Promise<string | undefined> {
  return (await git.ask(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]))?.toString("utf8").trim();
}

/** Whether all of these are commits whose trees are there: what no ref names may have been collected. */
export async function hasCommits(commits: readonly string[], top: string, env: Env): Promise<boolean> {
  const git = gitIn(top, env);
  const found = await Promise.all(commits.map((one) => git.ask(["cat-file", "-e", `${one}^{tree}`])));
  return found.every((one) => one !== undefined);
}

interface Wanted {
  readonly tree: string;
  readonly parent: string | undefined;
  readonly message: string;
}

/** The parent itself, where that has the tree. No hook and no signature: it is ours, not the user's. */
export async function commitOf({ tree, parent, message }: Wanted, git: GitIn): Promise<string> {
  const has = parent === undefined ? undefined : await git.say(["rev-parse", `${parent}^{tree}`]);
  if (parent !== undefined && has === tree) return parent;
  const from = parent === undefined ? [] : ["-p", parent];
  return git.with(IDENTITY).say(["commit-tree", "--no-gpg-sign", tree, ...from], Buffer.from(message));
}

const [NAME, EMAIL] = ["prompts-gpt", "prompts-gpt@localhost"];
const IDENTITY = {
  GIT_AUTHOR_NAME: NAME,
  GIT_AUTHOR_EMAIL: EMAIL,
  GIT_COMMITTER_NAME: NAME,
  GIT_COMMITTER_EMAIL: EMAIL,
};
