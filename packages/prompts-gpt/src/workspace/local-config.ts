import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { userStateFolder } from "../user-folders.ts";
import { writeWhole } from "../write-whole.ts";
import { isTracked } from "./git.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** From the project root. */
const LOCAL = ".prompts-gpt/config.local.json";

/**
 * A personal configuration may widen what a run may do, and an agent may write into the workspace: so what the file held
 * before a run is noted outside of it. As long as a note does not fit the file, somebody changed it while an agent was at
 * work, and it counts as the repository's own until the user has accepted it. A run that was killed leaves its note.
 */
export function noteLocalConfig(root: string, runId: string, env: Env): { readonly close: () => boolean } {
  const note = join(notesOf(root, env), runId);
  const before = digestOf(join(root, LOCAL));
  try {
    mkdirSync(dirname(note), { recursive: true, mode: 0o700 });
    writeWhole(note, before);
  } catch {
    return { close: () => false }; // nothing is kept on this machine, what was accepted neither
  }
  return {
    /** Whether it was changed. */
    close() {
      const isSame = digestOf(join(root, LOCAL)) === before;
      if (isSame) rmSync(note, { force: true });
      return !isSame;
    },
  };
}

/** Whether the file cannot be taken for the user's own: git tracks it, or it was changed during a run. */
export async function isForeign(path: string, env: Env): Promise<boolean> {
  return wasChangedDuringRun(dirname(dirname(path)), env) || (await isTracked(path, env));
}

export function wasChangedDuringRun(root: string, env: Env): boolean {
  const folder = notesOf(root, env);
  if (!existsSync(folder)) return false;
  const now = digestOf(join(root, LOCAL));
  return now !== ABSENT && readdirSync(folder).some((name) => readFileSync(join(folder, name), "utf8") !== now);
}

/** The user has looked at it: as it stands now it is his own. */
export function acceptLocalConfig(root: string, env: Env): void {
  rmSync(notesOf(root, env), { recursive: true, force: true });
}

function notesOf(root: string, env: Env): string {
  const project = createHash("sha256").update(realpathSync.native(root)).digest("hex").slice(0, 32);
  return join(userStateFolder(env), "local-config", project);
}

const ABSENT = "absent";

function digestOf(file: string): string {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch {
    return ABSENT; // or not readable: then it sets nothing
  }
}
