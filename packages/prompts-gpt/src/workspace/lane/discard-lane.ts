import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../error-code.ts";
import { alone } from "./alone.ts";
import type { Lane } from "./lane.ts";
import { besideLane, forgetLane, writeLane } from "./lane-record.ts";

/** Takes all of it away, whatever it holds: whoever calls this has kept that. What a kill leaves of it, the next call takes. */
export async function discardLane(lane: Lane): Promise<void> {
  const { gone } = besideLane(lane);
  writeLane({ ...lane, state: "removing" });
  // Under another name first: half a lane is never found where a whole one is looked for.
  if (existsSync(lane.top) && !existsSync(gone)) renameSync(lane.top, gone);
  for (const folder of [lane.top, gone]) await removeFolder(folder);
  await alone(lane.top, () => removeFromRepository(lane));
  forgetLane(lane);
}

/** Git's own `worktree prune` would forget worktrees of the user as well, whose disk is only not there now. */
async function removeFromRepository({ gitDir, id, top }: Lane): Promise<void> {
  const known = join(gitDir, "worktrees", id);
  const named = readIf(join(known, "gitdir"));
  if (named === undefined || named.trim() === join(top, ".git")) await rm(known, { recursive: true, force: true });
}

function readIf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}

/** Some tools leave folders that may not be written in. */
async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    if (!["EACCES", "EPERM"].includes(codeOf(error) ?? "")) throw error;
    makeWritable(folder);
    await rm(folder, { recursive: true, force: true });
  }
}

function makeWritable(folder: string): void {
  if (!lstatSync(folder).isDirectory()) return;
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) makeWritable(join(folder, entry.name));
}
