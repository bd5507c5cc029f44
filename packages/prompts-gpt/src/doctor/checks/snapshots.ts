import { shellWord } from "../../shell-word.ts";
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { byteSize } from "../../byte-size.ts";
import type { Advice } from "../../finding.ts";
import type { Env } from "../../process/spawn.ts";
import { liesIn, realPlace } from "../../real-place.ts";
import { userStateFolder } from "../../user-folders.ts";
import { listSnapshots, storeAbove } from "../../workspace/snapshot/catalogue.ts";
import { findTop } from "../../workspace/snapshot/git-dirs.ts";
import { sizeOf } from "../../workspace/snapshot/prune.ts";
import { storePath, storesFolder } from "../../workspace/snapshot/store-path.ts";
import type { Check, CheckPlace } from "../check.ts";

/** Where work could be brought back from, how much that takes, and whether it is safe there. */
export const snapshots: Check = {
  id: "snapshots",
  title: "Snapshots",
  async look(place) {
    const { cwd, env } = place;
    const folder = realpathSync(cwd);
    const store = storeAbove(folder, env);
    const path = store?.path ?? storePath(findTop(folder) ?? folder, env);
    const count = store === undefined ? 0 : listSnapshots(store).length;
    const bytes = store === undefined ? 0 : sizeOf(path);
    const stores = storesOf(env);
    const allBytes = sizeOf(storesFolder(env));
    return {
      summary: `${count} (${byteSize(bytes)}) in ${path}; all stores of this user (${stores.length}): ${byteSize(allBytes)}`,
      facts: { store: path, snapshots: count, bytes, stores: stores.length, allBytes },
      findings: [...(await insideFindings(place)), ...openFindings(env, stores)],
    };
  },
};

function storesOf(env: Env): string[] {
  const folder = storesFolder(env);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, "config")));
}

/** By the real places of both: a link leads an agent there too. */
async function insideFindings({ cwd, root, env }: CheckPlace): Promise<Advice[]> {
  const [state, top, project] = await Promise.all([userStateFolder(env), findTop(cwd) ?? root, root].map(realPlace));
  if (state === undefined || ![top, project].some((folder) => folder !== undefined && liesIn(folder, state))) return [];
  const message = `Snapshots are kept in ${state}, inside the project, where an agent can delete them.`;
  const fix = "Keep them elsewhere: unset XDG_STATE_HOME, or point it at a folder outside of the project";
  return [{ severity: "warning", code: "snapshots.inside-project", message, fix }];
}

/** They hold whatever files the project had, also such as git ignores. */
function openFindings(env: Env, stores: readonly string[]): Advice[] {
  if (process.geteuid === undefined) return []; // Windows: modes mean nothing there
  const state = userStateFolder(env);
  const open = [state, storesFolder(env), ...stores].filter(isOpen);
  const [first] = open;
  if (first === undefined) return [];
  const others = open.length === 1 ? "" : ` (and ${open.length - 1} more folders of it)`;
  const message = `Other users can look into ${first}${others}, and copies of your files are kept there.`;
  return [{ severity: "warning", code: "snapshots.open", message, fix: `chmod -R go-rwx ${shellWord(state)}` }];
}

function isOpen(path: string): boolean {
  return ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0;
}
