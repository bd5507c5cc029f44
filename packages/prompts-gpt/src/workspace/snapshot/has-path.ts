import { type BytePath, textOf } from "./byte-path.ts";
import type { Manifest } from "./manifest.ts";
import { metaAt } from "./restore-plan.ts";
import type { Store } from "./store.ts";

/** Whether a snapshot says anything of this file or folder: that it holds it, or that it left it out. */
export async function hasPath(store: Store, { work, gitDirs, omitted }: Manifest, path: BytePath): Promise<boolean> {
  if (path === "") return true;
  const { emptyFolders, specials } = metaAt(store, work.meta);
  const named = [...emptyFolders, ...[...specials, ...gitDirs, ...omitted].map((one) => one.path)];
  if (named.some((one) => one === path || one.startsWith(`${path}/`))) return true;
  if (omitted.some((one) => path.startsWith(`${one.path}/`))) return true;
  const answer = await store.git(["--literal-pathspecs", "ls-tree", "-z", work.tree, "--", textOf(path)]);
  return answer !== undefined && answer.length > 0;
}
