import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The nearest folder from `cwd` upwards that holds `.prompts-gpt` or `.git`; `cwd` itself when there is none. */
export function findProjectRoot(cwd: string): string {
  const start = resolve(cwd);
  for (let folder = start; ; folder = dirname(folder)) {
    if (isRoot(folder)) return folder;
    if (dirname(folder) === folder) return start;
  }
}

function isRoot(folder: string): boolean {
  const git = look(join(folder, ".git"));
  // `.git` is a file in a worktree and in a submodule.
  return (
    look(join(folder, ".prompts-gpt"))?.isDirectory() === true || git?.isDirectory() === true || git?.isFile() === true
  );
}

function look(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // a folder that may not be looked into is no root for this user
  }
}
