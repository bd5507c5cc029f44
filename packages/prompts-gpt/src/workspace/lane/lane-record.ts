import { existsSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "../../error-code.ts";
import type { Env } from "../../process/spawn.ts";
import { writeWhole } from "../../write-whole.ts";
import { isMap } from "../../is-map.ts";
import type { Lane } from "./lane.ts";
import { lanesFolder } from "./lanes-folder.ts";

/** Files and folders of a lane beside its working tree, out of its agent's way. */
export function besideLane({ top }: Pick<Lane, "top">) {
  const lanes = dirname(top);
  return { record: `${top}.json`, refs: `${top}.refs`, gone: `${top}.gone`, kept: join(lanes, "kept") } as const;
}

export function writeLane(lane: Lane): void {
  writeWhole(besideLane(lane).record, JSON.stringify(lane));
}

/** The last thing that goes. */
export function forgetLane(lane: Lane): void {
  for (const file of [besideLane(lane).refs, besideLane(lane).record]) rmSync(file, { force: true });
}

/** All that are known, of every repository, oldest first. */
export function readLanes(env: Env): Lane[] {
  const folder = lanesFolder(env);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const lanes = files.map((name) => readLane(join(folder, name))).filter((lane) => lane !== undefined);
  return lanes.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
}

/**
 * The working tree of the user that a folder belongs to: of a lane the one that it was made from, of any other folder itself.
 * Snapshots are of that one, and whoever restores it has to know who works in its lanes.
 */
export function userTopOf(top: string, env: Env): string {
  const record = `${top}.json`;
  if (dirname(top) !== realIf(lanesFolder(env)) || !existsSync(record)) return top;
  const from = readLane(record)?.base.top;
  return from !== undefined && existsSync(from) ? from : top;
}

function realIf(folder: string): string | undefined {
  return existsSync(folder) ? realpathSync(folder) : undefined;
}

function readLane(file: string): Lane | undefined {
  try {
    const known: unknown = JSON.parse(readFileSync(file, "utf8"));
    // Written whole by `writeLane`, where no agent has anything to do.
    return isMap(known) && known["schemaVersion"] === 1 ? (known as unknown as Lane) : undefined;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined; // another process has removed it meanwhile
    throw error;
  }
}
