import { stat, statfs } from "node:fs/promises";
import { byteSize } from "../../byte-size.ts";
import type { Advice } from "../../finding.ts";
import { storesFolder } from "../../workspace/snapshot/store-path.ts";
import { nearestFolder } from "../artifacts-cover.ts";
import type { Check, CheckPlace } from "../check.ts";
import { shellWord } from "../../shell-word.ts";

/** A record and a snapshot of a small project need less. */
const NOTHING_LEFT = 50e6;
const LITTLE_LEFT = 1e9;
/** A snapshot is some hundred files. */
const FEW_FILES = 1000;

/** Whether there is room for what a run writes. */
export const disk: Check = {
  id: "disk",
  title: "Room on the disk",
  async look({ env, project }) {
    const store = await room(storesFolder(env));
    const artifacts = project === undefined ? undefined : await room(project.artifactsDir);
    const findings = findingsOf(store, artifacts);
    const summary = `${byteSize(store.bytes)} for snapshots${artifacts === undefined ? "" : `, ${byteSize(artifacts.bytes)} for records`}`;
    return { summary, facts: { snapshotBytes: store.bytes, recordBytes: artifacts?.bytes ?? null }, findings };
  },
};

/** Whether there is room for the records and snapshots of runs. */
export async function diskFindings({ env, artifactsDir }: Pick<CheckPlace, "env"> & { readonly artifactsDir: string }) {
  return findingsOf(await room(storesFolder(env)), await room(artifactsDir));
}

function findingsOf(store: Room, artifacts: Room | undefined): Advice[] {
  return [
    ...roomFindings(store, "Snapshots", "without room none is taken, and no run with write access starts"),
    ...(artifacts === undefined || artifacts.device === store.device
      ? []
      : roomFindings(artifacts, "Records of runs", "a run whose record cannot be written is stopped")),
  ];
}

export interface Room {
  /** That is there already. */
  readonly folder: string;
  readonly bytes: number;
  /** How many more files; null where the file system does not count them. */
  readonly files: number | null;
  /** The same for two folders of one disk. */
  readonly device: number;
}

async function room(path: string): Promise<Room> {
  const folder = nearestFolder(path);
  const [{ bavail, bsize, files, ffree }, { dev: device }] = await Promise.all([statfs(folder), stat(folder)]);
  return { folder, bytes: bavail * bsize, files: files === 0 ? null : ffree, device };
}

export function roomFindings({ folder, bytes, files }: Room, what: string, consequence: string): Advice[] {
  const fix = `Make room there: df -h ${shellWord(folder)}`;
  const few = files !== null && files < FEW_FILES;
  if (bytes >= LITTLE_LEFT && !few) return [];
  const left = few ? `${files} files` : byteSize(bytes);
  const message = `${what} go to ${folder}, and there is room for ${left} only: ${consequence}.`;
  const severity = bytes < NOTHING_LEFT || few ? "error" : "warning";
  return [{ severity, code: severity === "error" ? "disk.full" : "disk.little", message, fix }];
}
