import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { lanesFolder } from "../lane/lanes-folder.ts";
import type { BytePath } from "./byte-path.ts";
import type { Part } from "./manifest.ts";
import type { Store } from "./store.ts";

/**
 * Folders of a `.git` that stand for our own lanes. They come and go with those: one that was brought back would stand, locked,
 * for a working tree that is no more, and one that was taken away would leave a lane without its HEAD.
 */
export async function laneEntries(
  parts: readonly Part[],
  { store, env }: { readonly store: Store; readonly env: Env },
): Promise<readonly BytePath[]> {
  const folder = lanesFolder(env);
  const lanes = existsSync(folder) ? realpathSync(folder) : folder;
  const found = await Promise.all(parts.map(({ tree }) => entriesIn(tree, { store, lanes })));
  return [...new Set(found.flat())];
}

async function entriesIn(
  tree: string,
  { store, lanes }: { readonly store: Store; readonly lanes: string },
): Promise<BytePath[]> {
  const answer = await store.git(["ls-tree", "-r", "-z", tree, "--", "worktrees/"]);
  const rows = answer?.toString("latin1").split("\0") ?? [];
  const found: BytePath[] = [];
  for (const row of rows) {
    const [, object = "", id = ""] = /^\d+ blob ([0-9a-f]+)\tworktrees\/([^/]+)\/gitdir$/.exec(row) ?? [];
    if (id === "") continue;
    const content = await store.git(["cat-file", "blob", object]);
    if (content?.toString("latin1").trim() === Buffer.from(join(lanes, id, ".git")).toString("latin1"))
      found.push(`worktrees/${id}`);
  }
  return found;
}
