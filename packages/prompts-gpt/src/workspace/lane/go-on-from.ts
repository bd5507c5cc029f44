import { chmodSync, constants, copyFileSync } from "node:fs";
import type { Env } from "../../process/spawn.ts";
import { join as joinPath } from "node:path";
import { bytePath, onDisk } from "../snapshot/byte-path.ts";
import { hasRealParents, join, kindOf, statOf } from "../snapshot/stat.ts";
import { isFile } from "./changes.ts";
import { keptAt } from "./keep-result.ts";
import type { Held, Lane } from "./lane.ts";

/** What an earlier lane held: at its end, or at one of its marks. */
export interface Earlier {
  /** Of that lane: what is kept of it is there. */
  readonly id: string;
  readonly held: Held;
}

/** Gives files that were filled from an earlier lane's commit what no commit says of them: permissions, and bytes that git converts. */
export function giveHeld({ top }: Pick<Lane, "top">, { id, held }: Earlier, env: Env): void {
  const lane = bytePath(top);
  const { raw } = keptAt(id, env);
  for (const change of held.changed) {
    const stats = hasRealParents(lane, change.path) ? statOf(lane, change.path) : undefined;
    if (!isFile(change.after) || stats === undefined || kindOf(stats) !== "file") continue;
    const file = onDisk(join(lane, change.path));
    if (change.raw !== undefined) copyFileSync(joinPath(raw, change.raw), file, constants.COPYFILE_FICLONE);
    if (change.permissions !== undefined) chmodSync(file, change.permissions);
  }
}
