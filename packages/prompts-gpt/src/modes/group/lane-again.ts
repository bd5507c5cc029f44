import { realpathSync } from "node:fs";
import type { RunEvent } from "../../agent/events.ts";
import { ConfigError } from "../../errors.ts";
import { ownerState } from "../../process/owner.ts";
import type { Env } from "../../process/spawn.ts";
import type { EarlierRun } from "../../runs/earlier-run.ts";
import type { RunState } from "../../runs/fold.ts";
import { listLanes } from "../../workspace/lane/close-lane.ts";
import { discardLane } from "../../workspace/lane/discard-lane.ts";
import type { Held } from "../../workspace/lane/lane.ts";
import type { LaneResult } from "../../workspace/lane/result.ts";
import { sweepLanes } from "../../workspace/lane/sweep-lanes.ts";
import { findTop } from "../../workspace/snapshot/git-dirs.ts";
import type { Again } from "./again.ts";
import { laneIdsOf, ownResult } from "./lane-ids.ts";
import { lastToWrite, note } from "./take-back.ts";

/** Where the lane of a group begins that goes on. */
export interface LaneStart {
  /** What is kept of its last lane. */
  readonly result: LaneResult;
  /** What the next one begins with: the end of that one, or how it was before somebody who is begun again. */
  readonly held: Held;
}

interface Place {
  readonly earlier: EarlierRun;
  readonly isAnyoneDone: boolean;
  readonly cwd: string;
  readonly env: Env;
}

/** Takes away the lanes that are left of a group whose members shared one, keeps what they hold, and says where the next one begins. */
export async function laneAgain(
  again: readonly Again[],
  place: Place,
): Promise<{ readonly lane?: LaneStart; readonly notes: readonly RunEvent[] }> {
  const { earlier, cwd, env } = place;
  const { runId } = earlier.state;
  const ids = laneIdsOf(earlier.state);
  const top = findTop(realpathSync(cwd));
  const left = top === undefined ? [] : await takeAway({ runId, ids, top, env });
  const { last, notes } = lastToWrite(again, place);
  const id = ids.at(-1);
  if (id === undefined) return { notes };
  const result = ownResult(id, { runId, cwd, env });
  if (result === undefined) {
    if (hasWriters(earlier.state)) throw gone(runId);
    return { notes };
  }
  const marks = last.map((one) => ({ one, mark: result.marks?.find(({ of }) => of === one.runId) }));
  const { one, mark } = marks.find((each) => each.mark !== undefined) ?? {};
  const isTakenBack = one !== undefined && mark !== undefined && mark.commit !== result.commit;
  const kept = isTakenBack ? [leftBy(one, { runId, id })] : [];
  return { lane: { result, held: mark ?? result }, notes: [...notes, ...left, ...kept] };
}

interface Lanes {
  readonly runId: string;
  readonly ids: readonly string[];
  readonly top: string;
  readonly env: Env;
}

async function takeAway({ runId, ids, top, env }: Lanes): Promise<readonly RunEvent[]> {
  for (const lane of listLanes({ env, top })) {
    // Its process died before anybody was in it.
    const isUnused = lane.name === runId && lane.marks === undefined && !ids.includes(lane.id);
    if (isUnused && (await ownerState(lane.owner)) === "gone") await discardLane(lane);
  }
  const { left } = await sweepLanes({ env, top });
  return left.filter(({ id }) => ids.includes(id)).map(({ id, why }) => note(`The lane ${id} stays: ${why}`));
}

function hasWriters({ members }: RunState): boolean {
  return members.some(({ input }) => input.kind === "member" && input.access !== "read");
}

function gone(runId: string): ConfigError {
  return new ConfigError(
    `What the steps of ${runId} did in their lane is not kept any more.`,
    `Start it anew; what it did is recorded: prompts-gpt runs show ${runId}`,
  );
}

function leftBy({ name }: Again, { runId, id }: { readonly runId: string; readonly id: string }): RunEvent {
  const fix = `To have that on a branch: prompts-gpt runs apply ${runId} --candidate ${id} --branch <name>`;
  return note(`${name} is begun again on the files as they were before it; what it had left there is kept.`, fix);
}
