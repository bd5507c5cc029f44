import { groupMarker, runMarker } from "../process/marker.ts";
import { markedWith } from "../process/process-table.ts";
import { listRuns } from "./run-list.ts";

/** The runs whose process has died before it said how they ended, newest first; and how many processes of each are left. */
export async function interruptedRuns(artifactsDir: string) {
  const runs = (await listRuns(artifactsDir)).filter(({ status }) => status === "interrupted");
  return Promise.all(
    runs.map(async ({ runId, runDir, mode }) => {
      const left = [...(await markedWith(runMarker(runDir))), ...(await markedWith(groupMarker(runDir)))];
      return { runId, runDir, isGroup: mode !== "run", processes: left.length };
    }),
  );
}
