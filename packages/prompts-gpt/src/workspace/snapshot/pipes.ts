import { closeSync, constants, openSync } from "node:fs";
import { type BytePath, nameOf, onDisk } from "./byte-path.ts";
import type { Scan } from "./scan.ts";
import { join, statOf } from "./stat.ts";

const LOOK_MS = 20;

export function isPipe(root: BytePath, path: BytePath): boolean {
  return statOf(root, path)?.isFIFO() === true;
}

/**
 * Git opens `.gitignore` and `.gitattributes` without a look at what they are, and with a pipe it waits for somebody to
 * write. We open it for that and write nothing: git takes it for empty. Until what is given back is called.
 */
export function keepPipesMoving(root: BytePath, { omitted }: Scan): () => void {
  const pipes = omitted.map(({ path }) => path).filter((path) => nameOf(path).startsWith(".git") && isPipe(root, path));
  if (pipes.length === 0) return () => {};
  const timer = setInterval(() => pipes.forEach((path) => touchPipe(join(root, path))), LOOK_MS);
  return () => clearInterval(timer);
}

function touchPipe(path: BytePath): void {
  try {
    closeSync(openSync(onDisk(path), constants.O_WRONLY | constants.O_NONBLOCK));
  } catch {
    // Nobody is waiting.
  }
}
