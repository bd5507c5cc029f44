import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { writeWhole } from "../../write-whole.ts";
import { findTop } from "./git-dirs.ts";
import { existingStore } from "./store-path.ts";

/** A run that has no snapshot, and why: it must not be taken for the one before it. */
export interface Gap {
  readonly runId: string;
  readonly why: "--no-snapshot" | "read access";
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** Notes it beside the snapshots of the folder, when there are any. */
export function noteGap(cwd: string, env: Env, gap: Omit<Gap, "at">): void {
  const real = realpathSync(cwd);
  const store = existingStore(findTop(real) ?? real, env);
  if (store === undefined) return;
  try {
    writeWhole(join(store, "gap.json"), JSON.stringify({ ...gap, at: new Date().toISOString() }));
  } catch {
    // no space: no reason not to run
  }
}

/** The latest of them. */
export function latestGap(store: string): Gap | undefined {
  const file = join(store, "gap.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Gap) : undefined; // written above
}
