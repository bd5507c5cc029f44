import { lstatSync, readFileSync } from "node:fs";
import type { Env } from "../../process/spawn.ts";
import { type BytePath, bytePath, nameOf, onDisk } from "../snapshot/byte-path.ts";
import { join as joinBytes } from "../snapshot/stat.ts";
import { gitIn, laneGit, nulEnded, nulSplit } from "./git-in.ts";
import type { Lane } from "./lane.ts";

const LIST = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];

/**
 * What git ignores in a lane and somebody may miss, as no result has it: `.env` files that are not as the user's are, and
 * what only rules of the lane ignore, as somebody has changed `.gitignore` there. A folder ends in `/`.
 */
export async function ignoredWork(lane: Lane, env: Env): Promise<BytePath[]> {
  const ignored = nulSplit(await laneGit(lane, env).bytes(LIST));
  if (ignored.length === 0) return [];
  const user = gitIn(lane.base.top, env);
  const alsoThere = new Set(
    nulSplit((await user.ask(["check-ignore", "--no-index", "-z", "--stdin"], nulEnded(ignored))) ?? Buffer.alloc(0)),
  );
  return ignored.filter((path) => !alsoThere.has(path) || isOtherEnv(path, lane));
}

function isOtherEnv(path: BytePath, { top, base }: Lane): boolean {
  if (!nameOf(path).startsWith(".env")) return false;
  const [mine, users] = [top, base.top].map((root) => bytesAt(onDisk(joinBytes(bytePath(root), path))));
  return mine !== undefined && (users === undefined || !mine.equals(users));
}

function bytesAt(file: string | Buffer): Buffer | undefined {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file) : undefined;
}
