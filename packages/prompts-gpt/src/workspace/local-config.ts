import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "../sha256.ts";
import { userStateFolder } from "../user-folders.ts";
import { isTracked } from "./git.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** From the project root. */
const LOCAL = ".prompts-gpt/config.local.json";

/**
 * A personal configuration may widen what a run may do, and an agent may write into the workspace: so what the file held
 * before a run is noted outside of it. As long as a note does not fit the file, somebody changed or deleted it while an
 * agent was at work, and it counts as the repository's own until the user has accepted it. Gives what takes the note away
 * where it fits; a run that was killed leaves its note, and one that was half written fits nothing.
 */
export function noteLocalConfig(root: string, runId: string, env: Env): () => void {
  const folder = notesOf(root, env);
  const note = join(folder, runId.replaceAll("/", "~"));
  const before = digestOf(join(root, LOCAL));
  try {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(note, before, { mode: 0o600 });
  } catch {
    return () => {}; // nothing is kept on this machine, what was accepted neither
  }
  return () => {
    if (digestOf(join(root, LOCAL)) === before && existsSync(note)) unlinkSync(note);
  };
}

/** Whether the file cannot be taken for the user's own: git tracks it, or it was changed during a run. */
export async function isForeign(path: string, env: Env): Promise<boolean> {
  return wasChangedDuringRun(dirname(dirname(path)), env) || (await isTracked(path, env));
}

export function wasChangedDuringRun(root: string, env: Env): boolean {
  const folder = notesOf(root, env);
  if (!existsSync(folder)) return false;
  const notes = readdirSync(folder);
  if (notes.length === 0) return false;
  const now = digestOf(join(root, LOCAL));
  return notes.some((name) => noteIn(join(folder, name), now) !== now);
}

/** A run that ends meanwhile takes its note away, because it fits. */
function noteIn(file: string, gone: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return gone;
  }
}

/** The user has looked at it: as it stands now it is his own. */
export function acceptLocalConfig(root: string, env: Env): void {
  rmSync(notesOf(root, env), { recursive: true, force: true });
}

function notesOf(root: string, env: Env): string {
  // The path itself, where it can be a name: it begins with an escape, or a drive, as no digest does.
  const path = encodeURIComponent(realpathSync.native(root).replaceAll(/\p{Surrogate}/gu, "\uFFFD"));
  const project = path.length <= LONGEST_NAME ? path : sha256(path).slice(0, 32);
  return join(userStateFolder(env), "local-config", project);
}

/** File systems take 255 bytes. */
const LONGEST_NAME = 200;

const ABSENT = "absent";

function digestOf(file: string): string {
  if (!existsSync(file)) return ABSENT;
  try {
    return sha256(readFileSync(file));
  } catch {
    return ABSENT; // not readable: it sets nothing
  }
}
