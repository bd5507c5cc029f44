import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import type { Env } from "../../process/spawn.ts";
import { type BytePath, bytePath, onDisk, textOf } from "../snapshot/byte-path.ts";
import { ownGitDir } from "../snapshot/git-dirs.ts";
import { join as joinBytes } from "../snapshot/stat.ts";
import { changesBetween } from "./changes.ts";
import { conversionsOf } from "./conversions.ts";
import { type GitIn, laneGit, nulSplit } from "./git-in.ts";
import { keepResult } from "./keep-result.ts";
import { type Lane, ownDir } from "./lane.ts";
import { besideLane } from "./lane-record.ts";
import { changedRefs, refsOf } from "./refs.ts";
import type { LaneResult } from "./result.ts";
import { commitOf, headOf } from "./take-base.ts";
import { withWrittenDown } from "./write-down.ts";

export interface ResultOptions {
  readonly env: Env;
  /** As the lane was opened with: absolute, in the lane. */
  readonly leaveOut?: readonly string[];
}

const MESSAGE = (name: string) => `What the lane ${name} of prompts-gpt held\n`;

/**
 * Writes down what the lane holds now, commits of the agent and uncommitted work alike, and keeps it: afterwards the lane
 * may go, and `gc` in the repository takes nothing away. Files that git ignores are not in it.
 */
export async function laneResult(lane: Lane, { env, leaveOut }: ResultOptions): Promise<LaneResult> {
  const { top, base, id, name, start, carried, marks } = lane;
  const git = laneGit(lane, env);
  const place = { top, gitDir: ownDir(lane), env, ...(leaveOut && { leaveOut }) };
  const result = await withWrittenDown(place, async (tree, scratch, unborn) => {
    const commit = await commitOf({ tree, parent: await headOf(git), message: MESSAGE(name) }, git);
    const [changed, unkept] = [await changesBetween([base.commit, tree], git), await innerWork(lane, git)];
    unkept.push(...(await unfilledWork(top, scratch)));
    const conversions = await conversionsOf(
      changed.map(({ path }) => path),
      scratch,
    );
    const { refs } = besideLane(lane);
    const before = existsSync(refs) ? readFileSync(refs, "utf8") : "";
    const made = changed.filter(({ after }) => after?.mode === "160000").map(({ path }) => path);
    return {
      kept: {
        schemaVersion: 1 as const,
        id,
        name,
        base,
        commit,
        tree,
        changed,
        refs: changedRefs(before, await refsOf(git)),
        unkept: [...new Set([...made, ...unborn, ...unkept])],
        ...(start !== undefined && { start }),
        ...(carried !== undefined && { carried }),
        ...(marks !== undefined && { marks }),
        keptAt: new Date().toISOString(),
      },
      isConverted: conversions.lineEnds || conversions.filtered.size > 0,
    };
  });
  return keepResult(result.kept, { lane, env, isConverted: result.isConverted });
}

/** Submodules that are there, with other files or commits than the lane began with; a repository that stands in the lane's place. */
async function innerWork(lane: Lane, git: GitIn): Promise<BytePath[]> {
  const rows = nulSplit(await git.bytes(["status", "--porcelain=v2", "-z", "--ignore-submodules=none"]));
  const other = ownGitDir(lane.top);
  const instead = other === undefined || other === ownDir(lane) ? [] : [".git"];
  const inner = rows.flatMap((row) => /^1 .. S... \S+ \S+ \S+ \S+ \S+ (.*)$/s.exec(row)?.[1] ?? []);
  return [...instead, ...inner.filter((path) => lstatSync(placeOf(lane.top, path), NOTHING) !== undefined)];
}

/** Folders of submodules that were never filled, with files in them all the same: git looks at none of those. */
async function unfilledWork(top: string, git: GitIn): Promise<BytePath[]> {
  const rows = nulSplit(await git.bytes(["ls-files", "--stage", "-z"])).filter((row) => row.startsWith("160000 "));
  return rows
    .map((row) => row.slice(row.indexOf("\t") + 1))
    .filter((path) => {
      const folder = placeOf(top, path);
      if (lstatSync(folder, NOTHING)?.isDirectory() !== true) return false;
      const names = readdirSync(folder);
      return names.length > 0 && !names.includes(".git");
    });
}

const NOTHING = { throwIfNoEntry: false } as const;

function placeOf(top: string, path: BytePath): string | Buffer {
  return onDisk(joinBytes(bytePath(top), path));
}

/** For people. */
export function unkeptText({ unkept }: Pick<LaneResult, "unkept">): string {
  return unkept.map(textOf).join(", ");
}
