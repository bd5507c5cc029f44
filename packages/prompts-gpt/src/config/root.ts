import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** The nearest folder from `cwd` upwards that holds `.prompts-gpt` or `.git`; `cwd` itself when there is none. */
export async function findProjectRoot(cwd: string): Promise<string> {
  const start = resolve(cwd);
  for (let folder = start; ; folder = dirname(folder)) {
    if (await isRoot(folder)) return folder;
    if (dirname(folder) === folder) return start;
  }
}

async function isRoot(folder: string): Promise<boolean> {
  const [library, git] = await Promise.all([look(join(folder, ".prompts-gpt")), look(join(folder, ".git"))]);
  // `.git` is a file in a worktree and in a submodule.
  return library?.isDirectory() === true || git?.isDirectory() === true || git?.isFile() === true;
}

function look(path: string) {
  // A folder that may not be looked into is no root for this user.
  return stat(path).catch(() => undefined);
}
