import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { git, gitEnv } from "../../workspace/git.ts";
import type { Site } from "../tool.ts";

const MOST = 50_000;
const LIMIT_MS = 20_000;

/** Files below a folder of the workspace, from there, sorted; in a repository without what git ignores. Of a file itself: "". */
export async function listFiles(folder: string, { env }: Pick<Site, "env">): Promise<string[]> {
  if ((await stat(folder)).isFile()) return [""];
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = await git(args, { cwd: folder, env: gitEnv(env), limitMs: LIMIT_MS });
  const files = listed === undefined ? await walk(folder) : listed.toString("utf8").split("\0").filter(Boolean);
  return [...new Set(files)].slice(0, MOST).toSorted();
}

/** Without links: they may lead anywhere, and in circles. */
async function walk(root: string): Promise<string[]> {
  const found: string[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined && found.length < MOST; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // one that may not be read
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== ".git" && entry.name !== "node_modules") folders.push(path);
      if (entry.isFile()) found.push(relative(root, path));
    }
  }
  return found;
}
