import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../../process/spawn.ts";
import type { BytePath } from "../snapshot/byte-path.ts";
import { sha256 } from "../../sha256.ts";
import { gitDirOf, ownGitDir } from "../snapshot/git-dirs.ts";
import { type GitIn, gitIn, nulSplit } from "./git-in.ts";
import type { Base } from "./lane.ts";
import { changedRefs, type RefChange, refsOf } from "./refs.ts";
import { withWrittenDown } from "./write-down.ts";

/** What lanes share with the user's own working tree: where his HEAD stands, and every ref. Plain data. */
export interface Outside {
  /** The branch that is checked out, as `refs/heads/…`; the commit where none is. */
  readonly head: string;
  /** One a line: name, space, object. */
  readonly refs: string;
  /** Sum of the repository's own configuration, hooks and rules of what to ignore: git starts programs that stand there. */
  readonly config: string;
}

/** What is not as it was, outside of all lanes. */
export interface Moved {
  /** Another branch, or another commit, is checked out; where HEAD stands now. */
  readonly head?: string;
  readonly refs: readonly RefChange[];
  /** The repository's own configuration, or a hook, is another. */
  readonly config: boolean;
  /** Files of the user's working tree, ignored ones apart. */
  readonly paths: readonly BytePath[];
}

export async function lookOutside(top: string, env: Env): Promise<Outside> {
  const git = gitIn(top, env);
  return { head: await headIn(git), refs: await refsOf(git), config: configSum(top) };
}

interface Since {
  readonly base: Base;
  readonly outside: Outside;
  readonly env: Env;
  /** As the base was taken with. */
  readonly leaveOut?: readonly string[];
}

/** By whomever: an agent that left its lane, or the user himself. Rejects where his repository cannot be read any more. */
export async function movedOutside({ base, outside, env, leaveOut }: Since): Promise<Moved> {
  const { top, commit } = base;
  const now = await lookOutside(top, env);
  const place = { top, gitDir: ownGitDir(top) ?? join(top, ".git"), env, ...(leaveOut && { leaveOut }) };
  const different = ["diff-tree", "-r", "-z", "--no-renames", "--name-only", commit];
  const paths = await withWrittenDown(place, async (tree, git) => nulSplit(await git.bytes([...different, tree])));
  return {
    ...(now.head === outside.head ? {} : { head: now.head }),
    refs: changedRefs(outside.refs, now.refs).filter((one) => !isFetched(one)),
    config: now.config !== outside.config,
    paths,
  };
}

function configSum(top: string): string {
  const gitDir = gitDirOf(top)?.path ?? top;
  const hooks = join(gitDir, "hooks");
  const names = existsSync(hooks) ? readdirSync(hooks).map((name) => `hooks/${name}`) : [];
  const files = ["config", "info/exclude", "info/attributes", ...names.toSorted()];
  return sha256(files.map((name) => `${name} ${sumAt(join(gitDir, name))}`).join("\n"));
}

/** With its mode: git starts only hooks that are programs. */
function sumAt(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true ? `${stats.mode & 0o777} ${sha256(readFileSync(file))}` : "-";
}

async function headIn(git: GitIn): Promise<string> {
  const branch = await git.ask(["symbolic-ref", "--quiet", "HEAD"]);
  return branch?.toString("utf8").trim() ?? git.say(["rev-parse", "HEAD"]);
}

/** That the branches of a remote are known anew is what fetching is; that one is forgotten is not. */
function isFetched({ name, after }: RefChange): boolean {
  return name.startsWith("refs/remotes/") && after !== undefined;
}
