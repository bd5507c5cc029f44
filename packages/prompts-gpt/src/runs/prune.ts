import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { RUN_FILES } from "./run-dir.ts";

/** Names that we give. A run that a person named stays until that person removes it. */
const OUR_NAME = /^agent-\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** Keeps the newest `keep` runs; 0 = all. A run without meta.json is in progress, or was killed and may be wanted: it stays. */
export async function prune(artifactsDir: string, keep: number): Promise<void> {
  if (keep === 0) return;
  const entries = await readdir(artifactsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && OUR_NAME.test(entry.name)).map((entry) => entry.name);
  for (const name of names.sort().slice(0, -keep)) {
    const runDir = join(artifactsDir, name);
    const finished = await stat(join(runDir, RUN_FILES.meta)).catch(() => undefined);
    if (finished !== undefined) await rm(runDir, { recursive: true, force: true });
  }
}
