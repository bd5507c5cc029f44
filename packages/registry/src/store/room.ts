import { statfsSync } from "node:fs";
import { Unavailable } from "./database.ts";

/** Bytes: two files of the journal, and what is written beside it by then. */
const RESERVE = 48 * 1024 * 1024;

/**
 * Refuses a change for which the disk may have no room. An embedded PostgreSQL that finds a full disk never answers again,
 * and takes its process with it, so it must not come to that.
 */
export function checkRoom(folder: string): void {
  if (roomIn(folder) >= RESERVE) return;
  throw new Unavailable(`the disk of ${folder} is nearly full: less than ${RESERVE / 1024 / 1024} MB are free`);
}

/** Bytes. Fails where the folder was removed: an embedded PostgreSQL goes on with the files that it has open, and nobody finds them again. */
export function roomIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch (error) {
    throw new Unavailable(`${folder} is gone, or cannot be reached`, { cause: error });
  }
}
