import { statSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/*
 * How a run is asked to stop by another process: by a file in its directory. A signal would reach the whole process that
 * runs it, which may be somebody's program with other things to do.
 */
const NAME = "stop.request";

export async function requestStop(runDir: string): Promise<void> {
  await writeFile(join(runDir, NAME), "");
}

export async function withdrawStop(runDir: string): Promise<void> {
  await rm(join(runDir, NAME), { force: true });
}

export function stopRequested(runDir: string): boolean {
  return statSync(join(runDir, NAME), { throwIfNoEntry: false }) !== undefined;
}
