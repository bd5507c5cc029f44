import { realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RulesOfRun } from "./rules-of-run.ts";

/** What `git rev-parse --git-common-dir --show-toplevel` says, and how the call names its repository. */
export interface Named {
  readonly cwd: string;
  readonly lines: readonly string[];
  /** The call, or its environment, says itself where the `.git` folder is and where the files: no repository is used so. */
  readonly isStore: boolean;
}

/**
 * Whether the repository was there before the run. The workspace's own always; another by the age of its folders, but not
 * one of which the call names both halves: so agents keep their own stores beside somebody else's files.
 */
export function isProtected(rules: RulesOfRun | undefined, { cwd, lines, isStore }: Named): boolean {
  const [first] = lines;
  if (first === undefined || first === "") return false; // no repository: git will say so
  const gitDir = real(resolve(cwd, first));
  if (rules === undefined || rules.gitDirs.some((known) => gitDir === known || gitDir.startsWith(`${known}/`)))
    return true;
  return !isStore && bornAt(gitDir) < rules.startedAt;
}

/** Of the folder of objects: git makes other files anew all the time. Where the file system does not know: long ago. */
function bornAt(gitDir: string): number {
  return statSync(join(gitDir, "objects"), { throwIfNoEntry: false })?.birthtimeMs ?? 0;
}

export function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
