import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { RUN_FILES } from "./run-dir.ts";

/** Names that we give. A run that a person named stays until that person removes it. */
const OUR_NAME = /^agent-\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** Keeps the newest `keep` runs, `current` among them; 0 = all. A run without meta.json is in progress, or was killed and may be wanted: it stays. */
export async function prune(artifactsDir: string, current: string, keep: number): Promise<void> {
  if (keep === 0) return;
  const entries = await readdir(artifactsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && OUR_NAME.test(entry.name)).map(({ name }) => name);
  const others = names.filter((name) => name !== current).toSorted();
  for (const name of others.slice(0, Math.max(0, others.length - keep + 1))) {
    const runDir = join(artifactsDir, name);
    const finished = await stat(join(runDir, RUN_FILES.meta)).catch(() => undefined);
    if (finished !== undefined) await rm(runDir, { recursive: true, force: true });
  }
}
