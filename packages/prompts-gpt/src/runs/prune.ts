import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { RUN_FILES } from "./run-dir.ts";
import { type Mode, MODES } from "../run-mode.ts";

/** How our names go on after the mode. A run that a person named stays until that person removes it. */
const OUR_NAME = /^-\d{8}T\d{6}Z-[0-9a-f]{6}$/;

export interface PruneWish {
  readonly artifactsDir: string;
  /** Of its runs alone. */
  readonly mode: Mode;
  /** The run that is going on. */
  readonly current: string;
  /** How many stay; 0 = all. */
  readonly keep: number;
  /** Whether what was done in these lanes is kept, and none of it was applied. Default: nothing is. */
  readonly holds?: ((laneIds: readonly string[]) => Promise<boolean>) | undefined;
}

/** Keeps the newest `keep` runs of the mode, `current` among them. A run without meta.json is in progress, or was killed and may be wanted: it stays; so does one with work that is kept and was not applied. */
export async function prune({ artifactsDir, mode, current, keep, holds }: PruneWish): Promise<void> {
  if (keep === 0) return;
  const entries = await readdir(artifactsDir, { withFileTypes: true });
  const kind = MODES[mode];
  const isOurs = (name: string) => name.startsWith(kind) && OUR_NAME.test(name.slice(kind.length));
  const names = entries.filter((entry) => entry.isDirectory() && isOurs(entry.name)).map(({ name }) => name);
  const others = names.filter((name) => name !== current).toSorted();
  for (const name of others.slice(0, Math.max(0, others.length - keep + 1))) {
    const runDir = join(artifactsDir, name);
    const finished = await stat(join(runDir, RUN_FILES.meta)).catch(() => undefined);
    if (finished !== undefined && !(await holdsUnapplied(runDir, holds)))
      await rm(runDir, { recursive: true, force: true });
  }
}

/** By what a group's own file says of its members. */
async function holdsUnapplied(runDir: string, holds: PruneWish["holds"]): Promise<boolean> {
  const orchestrated = await readFile(join(runDir, RUN_FILES.orchestrated), "utf8").catch(() => "");
  const lanes = [...orchestrated.matchAll(/"laneId": *"([A-Za-z0-9-]+)"/g)].map(([, id = ""]) => id);
  if (lanes.length > 0 && (await holds?.(lanes)) === true) return true;
  const files = [RUN_FILES.batch, RUN_FILES.sweep].map((name) => readFile(join(runDir, name), "utf8").catch(() => ""));
  return (await Promise.all(files)).some((text) => /"applied": *false/.test(text));
}
