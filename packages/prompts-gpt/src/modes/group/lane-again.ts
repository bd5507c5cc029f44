import { realpathSync } from "node:fs";
import type { RunEvent } from "../../agent/events.ts";
import { ConfigError } from "../../errors.ts";
import { ownerState } from "../../process/owner.ts";
import type { Env } from "../../process/spawn.ts";
import type { EarlierRun } from "../../runs/earlier-run.ts";
import { isMemberResult, type MemberInput } from "../../runs/member.ts";
import { listLanes } from "../../workspace/lane/close-lane.ts";
import { discardLane } from "../../workspace/lane/discard-lane.ts";
import type { Earlier } from "../../workspace/lane/go-on-from.ts";
import type { Held, Mark } from "../../workspace/lane/lane.ts";
import type { LaneResult } from "../../workspace/lane/result.ts";
import { sweepLanes } from "../../workspace/lane/sweep-lanes.ts";
import { findTop } from "../../workspace/snapshot/git-dirs.ts";
import type { Again } from "./again.ts";
import { laneIdsOf, lanesOf, ownResult } from "./lane-ids.ts";
import { lastToWrite, note, readersOf } from "./take-back.ts";

/** Where the lane of a group begins that goes on: at the end of the last one, or as that was before somebody who is begun again. */
export type LaneStart = Earlier;

interface Place {
  readonly earlier: EarlierRun;
  readonly cwd: string;
  readonly env: Env;
}

/** What is left of the lanes of a group whose members shared one. */
export interface LeftLanes {
  /** Members that had ended, and whose work was lost with their lane. */
  lost(): readonly Again[];
  /** Whether that of a member was, of which nobody knows more than that it has ended. */
  isLost(member: Pick<MemberInput, "runId" | "access">): boolean;
  /** Where the next lane begins. Throws a ConfigError where what has ended is not kept any more. */
  goOn(
    again: readonly Again[],
    isAnyoneDone: boolean,
  ): { readonly lane?: LaneStart; readonly notes: readonly RunEvent[] };
}

/** Takes the lanes away that are left, after what they hold was kept. */
export async function leftLanes({ earlier, cwd, env }: Place): Promise<LeftLanes> {
  const { runId } = earlier.state;
  const top = findTop(realpathSync(cwd));
  const ids = laneIdsOf(earlier.state);
  const stay = top === undefined ? [] : await takeAway({ runId, ids, top, env });
  const kept = lastKept({ earlier, cwd, env });
  const lost = writersIn(earlier).filter((one) => kept !== undefined && !hasWorkOf(one.runId, kept));
  return {
    lost: () => lost,
    isLost: (member) => kept !== undefined && member.access !== "read" && !hasWorkOf(member.runId, kept),
    goOn(again, isAnyoneDone) {
      const { last, notes } = lastToWrite(again, { earlier, isAnyoneDone });
      const told = [...notes, ...stay, ...lost.map(({ name }) => note(`${name} is done again: ${LOST}`))];
      if (kept === undefined && (isAnyoneDone || writersIn(earlier).length > 0)) throw gone(runId);
      if (kept === undefined) return { notes: told };
      const { result } = kept;
      const marks = last.map((one) => ({ one, mark: markOf(one.runId, kept) }));
      const { one, mark } = marks.find((each) => each.mark !== undefined) ?? {};
      const isTakenBack = one !== undefined && mark !== undefined && mark.commit !== result.commit;
      if (isTakenBack) told.push(leftBy(one, { runId, id: result.id }));
      return { lane: { result, held: mark ?? kept.end }, notes: told };
    },
  };
}

const LOST = "what it had changed was lost with the lane.";

interface Kept {
  readonly result: LaneResult;
  /** Where whoever had it last has left off. */
  readonly end: Held | Mark;
}

/** Of the last lane that anything is kept of. */
function lastKept({ earlier, cwd, env }: Place): Kept | undefined {
  const { runId } = earlier.state;
  let start: string | null = null;
  for (const lane of lanesOf(earlier.state).toReversed()) {
    const result = ownResult(lane.laneId, { runId, cwd, env });
    if (result !== undefined) return { result, end: heldAt(start, result) };
    start = lane.start; // lost before anything of it was kept: what it had begun with is known to the one before
  }
  return undefined;
}

function heldAt(start: string | null, result: LaneResult): Held | Mark {
  return result.marks?.find(({ commit }) => commit === start) ?? result;
}

function markOf(runId: string, { result }: Kept): Mark | undefined {
  return result.marks?.find(({ of }) => of === runId);
}

/** Its own mark is kept with whatever is kept after that: how the lane was when the next one began, or in the end. */
function hasWorkOf(runId: string, kept: Kept): boolean {
  return markOf(runId, kept) !== undefined || kept.result.carried?.includes(runId) === true;
}

/** Members that had ended and may have changed something. */
function writersIn(earlier: EarlierRun): Again[] {
  const readers = readersOf(earlier);
  return [...earlier.finished].flatMap(([key, output]) => {
    if (!isMemberResult(output) || output.kind !== "member" || readers.has(output.runId)) return [];
    return [{ key, name: output.name, runId: output.runId }];
  });
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
