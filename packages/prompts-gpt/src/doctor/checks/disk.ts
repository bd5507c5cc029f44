import { byteSize } from "../../byte-size.ts";
import { FEW_FILES, NOTHING_LEFT, type Room, roomAt } from "../../disk-room.ts";
import type { Advice } from "../../finding.ts";
import { storesFolder } from "../../workspace/snapshot/store-path.ts";
import type { Check, CheckPlace } from "../check.ts";
import { shellWord } from "../../shell-word.ts";

const LITTLE_LEFT = 1e9;

/** Whether there is room for what a run writes. */
export const disk: Check = {
  id: "disk",
  title: "Room on the disk",
  async look({ env, project }) {
    const store = await roomAt(storesFolder(env));
    const artifacts = project === undefined ? undefined : await roomAt(project.artifactsDir);
    const findings = findingsOf(store, artifacts);
    const summary = `${byteSize(store.bytes)} for snapshots${artifacts === undefined ? "" : `, ${byteSize(artifacts.bytes)} for records`}`;
    return { summary, facts: { snapshotBytes: store.bytes, recordBytes: artifacts?.bytes ?? null }, findings };
  },
};

/** Whether there is room for the records and snapshots of runs. */
export async function diskFindings({ env, artifactsDir }: Pick<CheckPlace, "env"> & { readonly artifactsDir: string }) {
  return findingsOf(await roomAt(storesFolder(env)), await roomAt(artifactsDir));
}

function findingsOf(store: Room, artifacts: Room | undefined): Advice[] {
  return [
    ...roomFindings(store, "Snapshots", "without room none is taken, and no run with write access starts"),
    ...(artifacts === undefined || artifacts.device === store.device
      ? []
      : roomFindings(artifacts, "Records of runs", "a run whose record cannot be written is stopped")),
  ];
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
