import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { sha256 } from "../../sha256.ts";
import { userStateFolder } from "../../user-folders.ts";
import { writeWhole } from "../../write-whole.ts";

/*
 * The record of a group stands in the workspace, where an agent can write; and who resumes it gives its agents what the
 * record says they were given. So what was planned is noted outside of the workspace too, by its hash.
 */

const KEPT_MS = 60 * 24 * 3600 * 1000;

/** Notes a plan, as the journal holds it. Where nothing can be kept the group cannot be resumed, and runs all the same. */
export function notePlan(runDir: string, plan: unknown, env: Env): void {
  const folder = notesOf(env);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      if (Date.now() - statSync(file).mtimeMs > KEPT_MS) rmSync(file, { force: true });
    }
    writeWhole(noteOf(runDir, env), hashOf(plan));
  } catch {
    // no space, or no home
  }
}

/** Whether the plan is the one that was noted when its group began. */
export function isNotedPlan(runDir: string, plan: unknown, env: Env): boolean {
  const note = noteOf(runDir, env);
  return existsSync(note) && readFileSync(note, "utf8") === hashOf(plan);
}

/** When it has ended well there is nothing to resume. */
export function forgetPlan(runDir: string, env: Env): void {
  rmSync(noteOf(runDir, env), { force: true });
}

function hashOf(plan: unknown): string {
  return sha256(JSON.stringify(plan));
}

function notesOf(env: Env): string {
  return join(userStateFolder(env), "plans");
}

function noteOf(runDir: string, env: Env): string {
  return join(notesOf(env), sha256(runDir).slice(0, 32));
}
