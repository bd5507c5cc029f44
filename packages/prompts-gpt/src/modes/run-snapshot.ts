import { realpathSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { SnapshotFacts } from "../agent/events.ts";
import type { Task } from "../agent/task.ts";
import { ConfigError, UserError } from "../errors.ts";
import type { Env } from "../process/spawn.ts";
import { liesIn, realPlace } from "../real-place.ts";
import { requireGit } from "../workspace/required-git.ts";
import { userTopOf } from "../workspace/lane/lane-record.ts";
import { bytePath, textOf } from "../workspace/snapshot/byte-path.ts";
import { recordTrees } from "../workspace/snapshot/catalogue.ts";
import { findTop, isBareRepository } from "../workspace/snapshot/git-dirs.ts";
import type { Manifest } from "../workspace/snapshot/manifest.ts";
import { pruneInPassing } from "../workspace/snapshot/prune.ts";
import type { Store } from "../workspace/snapshot/store.ts";
import { storePath } from "../workspace/snapshot/store-path.ts";
import { copySnapshot, type Snapshot, type SnapshotRequest, takeSnapshot } from "../workspace/snapshot/take.ts";

export interface SnapshotWish {
  readonly task: Task;
  readonly runId: string;
  readonly env: Env;
  readonly artifactsDir: string;
  readonly ignored: Manifest["wish"]["ignored"];
}

/** The snapshot of a run, while the run lasts. */
export interface RunSnapshot {
  readonly facts: SnapshotFacts;
  readonly warnings: readonly string[];
  readonly store: Store;
  /** To be called when the run has ended, with its trees when they are known. */
  close(trees: readonly [string | null, string | null] | undefined): Promise<void>;
}

const FIX = "Mend that; or, without being able to bring anything back, add --no-snapshot";

/** Taken before the agent may write. Whoever cannot have one does not get write access: exit 2. */
export async function snapshotForRun(wish: SnapshotWish): Promise<RunSnapshot> {
  const { task, env } = wish;
  await requireGit(env);
  const cwd = realpathSync(task.cwd);
  if (isBareRepository(cwd)) {
    const message = `${cwd} is a bare repository: an agent that may write needs a working tree.`;
    throw new ConfigError(message, "git worktree add ../work, and run it there; or --access read");
  }
  const root = userTopOf(findTop(cwd) ?? cwd, env);
  if (liesIn(root, await realPlace(storePath(root, env)))) {
    throw new ConfigError(
      "Snapshots would be kept in the folder itself, where an agent can delete them.",
      "Point XDG_STATE_HOME at a folder outside of it.",
    );
  }
  try {
    const snapshot = await takeShared(root, wish);
    const pruned = pruneInPassing(snapshot.store).catch(() => {}); // no reason for a run to fail
    const close: RunSnapshot["close"] = async (trees) => {
      const [before, after] = trees ?? [null, null];
      // Without them `runs diff` says so; the run itself is over, and well recorded.
      if (before !== null && after !== null) await recordTrees(snapshot, [before, after]).catch(() => {});
      await pruned;
    };
    return { facts: factsOf(snapshot), warnings: warningsOf(snapshot), store: snapshot.store, close };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const fix = error instanceof UserError ? error.fix : FIX;
    throw new ConfigError(
      `No snapshot could be taken before the run: ${reason}`,
      fix === FIX ? FIX : `${fix} · or add --no-snapshot`,
      { cause: error },
    );
  }
}

/** By folder: the snapshot that waits for its turn, and the last one that has had it. */
const waiting = new Map<string, Promise<Snapshot>>();
const inTurn = new Map<string, Promise<unknown>>();

/** Runs that begin while a snapshot is being taken share the next one: it begins after all of them have. */
async function takeShared(root: string, wish: SnapshotWish): Promise<Snapshot> {
  const request = requestOf(root, wish);
  const key = JSON.stringify([root, request.wish]);
  const shared = waiting.get(key);
  if (shared !== undefined) return copySnapshot(await shared, wish.runId);
  const before = inTurn.get(key) ?? Promise.resolve();
  const mine = before
    .catch(() => {}) // whoever took it has the error
    .then(() => {
      waiting.delete(key);
      return takeSnapshot(request);
    });
  waiting.set(key, mine);
  inTurn.set(key, mine);
  return mine;
}

function requestOf(root: string, { env, artifactsDir, runId, ignored }: SnapshotWish): SnapshotRequest {
  const inside = (path: string) => (liesIn(root, path) ? [bytePath(relative(root, path))] : []);
  const wish = { ignored, records: inside(resolve(artifactsDir)) };
  return { root, env, reason: "run", of: runId, wish };
}

const SHOWN = 20;

function factsOf({ id, root, ignored, omitted }: Manifest): SnapshotFacts {
  const shown = omitted.slice(0, SHOWN).map(({ path, why }) => ({ path: textOf(path), why }));
  return {
    id,
    root,
    ignoredFiles: ignored.files,
    ignoredBytes: ignored.bytes,
    omitted: shown,
    omittedCount: omitted.length,
  };
}

/** What a person would not expect to be missing. */
function warningsOf({ omitted, moving }: Snapshot): string[] {
  const named = (why: string) => omitted.filter((one) => one.why === why).map(({ path }) => textOf(path) || ".");
  const list = (paths: readonly string[]) =>
    `${paths.slice(0, 5).join(", ")}${paths.length > 5 ? ` and ${paths.length - 5} more` : ""}`;
  const say = (paths: readonly string[], what: string) => (paths.length === 0 ? [] : [`${what}: ${list(paths)}`]);
  return [
    ...say(named("unreadable"), "Could not be read and is not in the snapshot"),
    ...say(named("over the bound"), "Too many files outside a git repository; not in the snapshot is the rest of"),
    ...say(moving.map(textOf), "Changed while the snapshot was taken, three times; as it was at the last look"),
  ];
}
