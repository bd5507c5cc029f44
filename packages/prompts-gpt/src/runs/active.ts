import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Owner, ownerState, thisProcess } from "../process/owner.ts";
import type { Env } from "../process/spawn.ts";
import { userTopOf } from "../workspace/lane/lane-record.ts";
import { noteName, runOfNote } from "../workspace/snapshot/active-note.ts";
import { findTop } from "../workspace/snapshot/git-dirs.ts";
import { existingStore, storePath } from "../workspace/snapshot/store-path.ts";

interface Note {
  readonly owner: Owner;
  /** The working tree that the agent is in. */
  readonly root: string;
}

/**
 * Notes that an agent is at work in `cwd`, for whoever wants to restore that folder or one around it: in every store that
 * has snapshots of them. Gives what takes the notes away.
 */
export async function markActive(cwd: string, runId: string, env: Env): Promise<() => void> {
  const place = realpathSync(cwd);
  const top = findTop(place) ?? place;
  const root = userTopOf(top, env); // an agent in a lane shares the user's branches
  const stores = [...foldersAbove(place), ...(root === top ? [] : foldersAbove(root))]
    .map((folder) => existingStore(folder, env))
    .filter((store) => store !== undefined);
  if (stores.length === 0) return () => {};
  const note: Note = { owner: await thisProcess(), root };
  const files = stores.map((store) => join(store, "active", noteName(runId)));
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify(note), { mode: 0o600 });
  }
  return () => {
    for (const file of files) rmSync(file, { force: true });
  };
}

/** The runs that are going on in `root`, below it or around it; a note of a process that has died says nothing. */
export async function activeRuns(root: string, env: Env): Promise<string[]> {
  const found = new Set<string>();
  for (const folder of foldersAbove(root)) {
    const notes = join(storePath(folder, env), "active");
    for (const name of existsSync(notes) ? readdirSync(notes) : []) {
      const note = noteIn(join(notes, name));
      if (note === undefined || (await ownerState(note.owner)) === "gone") continue;
      if (folder === root || isAround(note.root, root)) found.add(runOfNote(name));
    }
  }
  return [...found];
}

/** An agent in a folder beside this one does not touch it. */
function isAround(folder: string, root: string): boolean {
  return root === folder || root.startsWith(folder === "/" ? folder : `${folder}/`);
}

function foldersAbove(folder: string): string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...foldersAbove(dirname(folder))];
}

function noteIn(file: string): Note | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Note; // written by this file
  } catch {
    return undefined; // being written, or just taken away
  }
}
