import { chmodSync, constants, copyFileSync } from "node:fs";
import type { Env } from "../../process/spawn.ts";
import { join as joinPath } from "node:path";
import { bytePath, onDisk } from "../snapshot/byte-path.ts";
import { hasRealParents, join, kindOf, statOf } from "../snapshot/stat.ts";
import { isFile } from "./changes.ts";
import { keptAt } from "./keep-result.ts";
import type { Held, Lane, Mark } from "./lane.ts";
import type { LaneResult } from "./result.ts";

/** What an earlier lane held: at its end, or at one of its marks. */
export interface Earlier {
  /** What is kept of that lane. */
  readonly result: LaneResult;
  readonly held: Held | Mark;
}

/** Members whose work is in it. */
export function workedIn({ result: { marks = [], carried = [] }, held }: Earlier): readonly string[] {
  const at = "of" in held ? marks.findIndex(({ of }) => of === held.of) : marks.length;
  return [...carried, ...marks.slice(0, at).map(({ of }) => of)];
}

/** Gives files that were filled from an earlier lane's commit what no commit says of them: permissions, and bytes that git converts. */
export function giveHeld({ top }: Pick<Lane, "top">, { result, held }: Earlier, env: Env): void {
  const lane = bytePath(top);
  const { raw } = keptAt(result.id, env);
  for (const change of held.changed) {
    const stats = hasRealParents(lane, change.path) ? statOf(lane, change.path) : undefined;
    if (!isFile(change.after) || stats === undefined || kindOf(stats) !== "file") continue;
    const file = onDisk(join(lane, change.path));
    if (change.raw !== undefined) copyFileSync(joinPath(raw, change.raw), file, constants.COPYFILE_FICLONE);
    if (change.permissions !== undefined) chmodSync(file, change.permissions);
  }
}
