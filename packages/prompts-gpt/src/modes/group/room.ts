import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { byteSize } from "../../byte-size.ts";
import { ExecutionError } from "../../errors.ts";
import type { Env } from "../../process/spawn.ts";
import { storesFolder } from "../../workspace/snapshot/store-path.ts";

/** The record and the snapshot of one more run of a small project need less; with less than this, writing may fail half-way. */
const LEAST_BYTES = 50e6;

/** Refuses to begin another run when the disk is nearly full: it ends between two runs then, and not in the middle of a write. */
export function checkRoom({ artifactsDir, env }: { readonly artifactsDir: string; readonly env: Env }): void {
  for (const folder of [artifactsDir, storesFolder(env)].map(nearest)) {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize >= LEAST_BYTES) continue;
    throw new ExecutionError(
      `The disk is nearly full: ${byteSize(bavail * bsize)} are left at ${folder}, and nothing more was begun.`,
      `Make room (df -h ${folder}), then go on: prompts-gpt runs resume latest`,
    );
  }
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}
