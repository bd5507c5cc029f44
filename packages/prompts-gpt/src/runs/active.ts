import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Owner, ownerState, thisProcess } from "../process/owner.ts";

/** Notes that a run works on what `store` keeps snapshots of; gives what takes the note away. */
export async function markActive(store: string, runId: string): Promise<() => void> {
  const note = join(store, "active", runId);
  mkdirSync(join(store, "active"), { recursive: true });
  writeFileSync(note, JSON.stringify(await thisProcess()));
  return () => rmSync(note, { force: true });
}

/** The runs that are going on there; a note of a process that has died says nothing. */
export async function activeRuns(store: string): Promise<string[]> {
  const found: string[] = [];
  for (const runId of readdirSync(join(store, "active"))) {
    const owner = ownerIn(join(store, "active", runId));
    if (owner !== undefined && (await ownerState(owner)) !== "gone") found.push(runId);
  }
  return found;
}

function ownerIn(note: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(note, "utf8")) as Owner; // written by this file
  } catch {
    return undefined; // being written, or just taken away
  }
}
