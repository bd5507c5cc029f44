import { existsSync } from "node:fs";
import { join } from "node:path";
import { findTop, ownGitDir } from "./snapshot/git-dirs.ts";

/** What git leaves in its folder until it has been ended (gitrepository-layout), and what ends it. */
const SIGNS = [
  ["MERGE_HEAD", "a merge", "git merge --continue, or git merge --abort"],
  ["rebase-merge", "a rebase", "git rebase --continue, or git rebase --abort"],
  ["rebase-apply", "a rebase", "git rebase --continue, or git rebase --abort"],
  ["CHERRY_PICK_HEAD", "a cherry-pick", "git cherry-pick --continue, or git cherry-pick --abort"],
  ["REVERT_HEAD", "a revert", "git revert --continue, or git revert --abort"],
  ["BISECT_LOG", "a bisection", "git bisect reset"],
] as const;

/** What somebody has begun in the working tree and not ended; undefined where there is nothing. */
export function unfinishedIn(cwd: string): { readonly what: string; readonly fix: string } | undefined {
  const top = findTop(cwd);
  const gitDir = top === undefined ? undefined : ownGitDir(top);
  if (gitDir === undefined) return undefined;
  const found = SIGNS.find(([name]) => existsSync(join(gitDir, name)));
  return found && { what: found[1], fix: found[2] };
}
