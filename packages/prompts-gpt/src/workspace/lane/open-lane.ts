import { randomBytes } from "node:crypto";
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { thisProcess } from "../../process/owner.ts";
import type { Redactor } from "../../process/redact/redactor.ts";
import type { Env } from "../../process/spawn.ts";
import { textOf } from "../snapshot/byte-path.ts";
import { gitDirOf } from "../snapshot/git-dirs.ts";
import { alone } from "./alone.ts";
import { bringIgnored } from "./bring-ignored.ts";
import { fillLane } from "./fill-lane.ts";
import { gitIn } from "./git-in.ts";
import { type Earlier, giveHeld, workedIn } from "./go-on-from.ts";
import { bringObjects } from "./keep-result.ts";
import { type Base, type Lane, laneEnv, startOf } from "./lane.ts";
import { besideLane, readLanes, writeLane } from "./lane-record.ts";
import { openLanesFolder } from "./lanes-folder.ts";
import { freePorts } from "./ports.ts";
import { refsOf } from "./refs.ts";
import { discardLane } from "./discard-lane.ts";
import { setUp } from "./set-up.ts";
import { takeBase } from "./take-base.ts";

export interface LaneWish {
  /** The project: the top of a working tree, or a folder below it. */
  readonly root: string;
  /** For people; letters, digits and "-" of it stand in the name of the lane's folder. */
  readonly name: string;
  /** Taken beforehand for several lanes; by default the working tree as it is now. */
  readonly base?: Base | undefined;
  /** What it goes on from, in place of the base: of another lane with the same base. */
  readonly earlier?: Earlier | undefined;
  /** Commands for a shell (`worktree.setup`), accepted by the user: they are run in the lane's `root`. */
  readonly setup?: readonly string[];
  /** Milliseconds for each of them. Default half an hour. */
  readonly setupLimitMs?: number;
  /** Ignored files and folders to be copied (`worktree.copy`), relative to the top. */
  readonly copy?: readonly string[];
  /** Folders of ours in the working tree (run records), absolute: no lane gets them. */
  readonly leaveOut?: readonly string[];
  /** For our own calls of git, and where our state stands. */
  readonly env: Env;
  /** For the set-up commands. Default `env`. */
  readonly setupEnv?: Env;
  readonly signal?: AbortSignal;
  /** Ends a set-up command now. */
  readonly kill?: AbortSignal;
  readonly redactor?: Redactor;
}

const SETUP_LIMIT_MS = 1_800_000;

/**
 * Makes a working tree for one agent, outside of the user's: with the same files, byte for byte, uncommitted ones too, and a
 * commit that holds them. The user's files and index are not touched. Nothing is left of it when this throws.
 */
export async function openLane(wish: LaneWish): Promise<Lane> {
  const { signal } = wish;
  const base = wish.base ?? (await takeBase(wish));
  signal?.throwIfAborted();
  const lane = await register(wish, base);
  try {
    const missing = await make(lane, wish);
    const open: Lane = { ...lane, state: "open", missing };
    writeLane(open);
    return open;
  } catch (error) {
    await discardLane(lane);
    throw error;
  }
}

/** Known before there is anything of it: whoever finds its folder later knows whose it is. */
async function register({ root, name, env, earlier }: LaneWish, base: Base): Promise<Lane> {
  const folder = openLanesFolder(base.top, env);
  const owner = await thisProcess();
  const slug =
    name
      .replaceAll(/[^a-z0-9]+/gi, "-")
      .replaceAll(/^-|-$/g, "")
      .slice(0, 20) || "lane";
  const id = `${slug}-${randomBytes(3).toString("hex")}`;
  const top = join(folder, id);
  return alone(top, async () => {
    const lane: Lane = {
      schemaVersion: 1,
      id,
      name,
      base,
      gitDir: gitDirOf(base.top)?.path ?? join(base.top, ".git"),
      top,
      root: join(top, relative(base.top, realpathSync(root))),
      owner,
      createdAt: new Date().toISOString(),
      state: "opening",
      ports: await freePorts(readLanes(env).map(({ ports }) => ports)),
      missing: [],
      ...(earlier !== undefined && { start: earlier.held.commit, carried: workedIn(earlier) }),
    };
    writeLane(lane);
    return lane;
  });
}

/**
 * So that it can be told later that an entry of the repository's worktrees is ours. It is locked too: `git worktree remove` in
 * another lane would take away what only this one's HEAD names.
 */
const ABSOLUTE = ["-c", "worktree.useRelativePaths=false"];

/** Gives what is missing in it. */
async function make(lane: Lane, wish: LaneWish): Promise<string[]> {
  const { base, top, root } = lane;
  const { env, signal, kill, redactor, copy = [], setup: commands = [], setupLimitMs: limitMs = SETUP_LIMIT_MS } = wish;
  const { earlier } = wish;
  const user = gitIn(base.top, env);
  if (earlier !== undefined) await bringObjects(earlier.result.id, env, user);
  writeFileSync(besideLane(lane).refs, await refsOf(user), { mode: 0o600 });
  mkdirSync(top, { mode: 0o700 });
  const add = [...ABSOLUTE, "worktree", "add", "--quiet", "--detach", "--lock", "--no-checkout", top, startOf(lane)];
  await alone(top, () => user.bytes(add));
  signal?.throwIfAborted();
  const { submodules } = await fillLane(lane, env);
  if (earlier !== undefined) giveHeld(lane, earlier, env);
  const missing = await bringIgnored({ way: { from: base.top, to: top }, user, copy });
  signal?.throwIfAborted();
  mkdirSync(root, { recursive: true });
  const own = { ...(wish.setupEnv ?? env), ...laneEnv(lane) };
  await setUp({ commands, cwd: root, env: own, limitMs, signal, kill, redactor });
  const unborn = (base.unborn ?? []).map((path) => `${textOf(path)}: a repository without a commit`);
  return [...submodules.map((path) => `${textOf(path)}: a submodule`), ...unborn, ...missing];
}
