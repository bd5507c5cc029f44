import { stat, statfs } from "node:fs/promises";
import { nearestFolder } from "./nearest-folder.ts";

/** Bytes. The record and the snapshot of one more run of a small project need less; with less than this, writing may fail half-way. */
export const NOTHING_LEFT = 50e6;

/** A snapshot is some hundred files. */
export const FEW_FILES = 1000;

export interface Room {
  /** That is there already. */
  readonly folder: string;
  readonly bytes: number;
  /** How many more files; null where the file system does not count them. */
  readonly files: number | null;
  /** The same for two folders of one disk. */
  readonly device: number;
}

/** What is left for this user where `path` is, or would be made. */
export async function roomAt(path: string): Promise<Room> {
  const folder = nearestFolder(path);
  const [{ bavail, bsize, files, ffree }, { dev: device }] = await Promise.all([statfs(folder), stat(folder)]);
  return { folder, bytes: bavail * bsize, files: files === 0 ? null : ffree, device };
}
