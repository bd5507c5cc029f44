import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "../../error-code.ts";
import { DRAFT_END } from "../../replace-file.ts";
import { readOwn } from "./library-files.ts";
import { type Manifest, parseManifest } from "./manifest.ts";

/**
 * What a sync is about to write, as the manifest will have it: noted before the first file and taken away after the
 * manifest. A sync that was killed in between left files that are its own work, and by this the next one knows them as such.
 */
export const PENDING = ".prompts-gpt/.sync-pending.json";

/** Takes the note away, and the drafts of writers that are no more: they stand in a folder that people commit. */
export function forgetPending(root: string): void {
  for (const folder of [dirname(PENDING), `${dirname(PENDING)}/sweeps`])
    for (const name of namesIn(join(root, folder))) {
      const [, pid] = DRAFT_END.exec(name) ?? [];
      if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(root, folder, name), { force: true });
    }
  rmSync(join(root, PENDING), { force: true });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // only tidying
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** What a killed sync had noted; undefined: there was none. */
export function readPending(root: string): Manifest | undefined {
  const text = readOwn(root, PENDING);
  try {
    return text === undefined ? undefined : parseManifest(text);
  } catch {
    return new Map(); // Without it a file of ours looks like an edit: it is merged, and nothing is lost.
  }
}
