import { join } from "node:path";
import { ExecutionError } from "../../errors.ts";
import type { MemberInput } from "../../runs/member.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import type { Verdict } from "../../runs/with-run.ts";
import { writePatch } from "../../runs/write-patch.ts";
import { isWhole } from "../../workspace/lane/close-lane.ts";
import { dropResult, keptResult } from "../../workspace/lane/keep-result.ts";
import { type Lane, laneEnv } from "../../workspace/lane/lane.ts";
import { laneResult } from "../../workspace/lane/lane-result.ts";
import { markLane } from "../../workspace/lane/mark-lane.ts";
import type { LaneResult } from "../../workspace/lane/result.ts";
import { pourResult } from "../../workspace/lane/pour-result.ts";
import type { GroupPlace, MemberLane } from "./group-place.ts";
import type { LaneStart } from "./lane-again.ts";
import { laneKey, ownResult } from "./lane-ids.ts";
import { applyLane, keepLane, openGroupLane } from "./lanes.ts";
import { type Start, startOf, tellMoved } from "./start.ts";

/** A lane for all members of a group. */
interface OneLaneWish {
  readonly place: GroupPlace;
  /** The lane that it goes on from. */
  readonly from: LaneStart | undefined;
  /** Those that it has had. */
  readonly ids: readonly string[];
}

/**
 * Does `work` with members that share a lane, which is opened when the first of them begins. What it holds in the end is
 * brought into the user's folder when all went well, all of it or nothing; else it is kept, and that is said.
 */
export async function inOneLane(wish: OneLaneWish, work: (place: GroupPlace) => Promise<Verdict>): Promise<Verdict> {
  const lane = new OneLane(wish);
  let verdict: Verdict;
  try {
    verdict = await work({ ...wish.place, lane });
  } finally {
    await lane.close();
  }
  if (lane.start !== undefined) await tellMoved(lane.start, wish.place); // before we bring anything into the folder
  return settle(verdict, { place: wish.place, laneId: lane.id, isWhole: lane.isKept });
}

/** Keeps what the lane holds now, so that its patch can be read. */
export async function patchSoFar({ lane, session, env }: GroupPlace): Promise<void> {
  if (!(lane instanceof OneLane)) return;
  const result = await lane.keep();
  if (result !== undefined) await writeWhole(result, { session, env });
}

class OneLane implements MemberLane {
  readonly #wish: OneLaneWish;
  readonly #entered = new Set<string>();
  #opening: Promise<Lane> | undefined;
  /** As it is known now: marks are added. */
  #lane: Lane | undefined;
  #start: Start | undefined;
  #isKept = true;

  constructor(wish: OneLaneWish) {
    this.#wish = wish;
  }

  /** Where what was done is kept once it is closed; undefined when nobody has begun. */
  get id(): string | undefined {
    return this.#lane?.id ?? this.#wish.from?.result.id;
  }

  /** How everything stood beside it; undefined when nobody has begun. */
  get start(): Start | undefined {
    return this.#start;
  }

  /** Whether all that it held in the end is kept. */
  get isKept(): boolean {
    return this.#isKept;
  }

  async enter({ kind, access, runId }: MemberInput): Promise<Pick<GroupPlace, "cwd" | "env">> {
    this.#opening ??= this.#open();
    await this.#opening;
    const lane = this.#whole();
    this.#entered.add(runId);
    const { env } = this.#wish.place;
    if (kind === "member" && access !== "read") this.#lane = await markLane(lane, runId, { env });
    return { cwd: lane.root, env: { ...env, ...laneEnv(lane) } };
  }

  knows(runId: string): boolean {
    return this.#entered.has(runId);
  }

  isLost(): boolean {
    return this.#lane !== undefined && !isWhole(this.#lane);
  }

  /** What it holds now. */
  async keep(): Promise<LaneResult | undefined> {
    const { place, from } = this.#wish;
    return this.#lane === undefined ? from?.result : laneResult(this.#whole(), { env: place.env });
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => {}); // whoever wanted to work in it has the error
    if (this.#lane === undefined) return;
    const { place, ids } = this.#wish;
    const keptAt = () => keptResult(this.#lane?.id ?? "", place.env)?.keptAt;
    const ofMark = keptAt();
    await keepLane(this.#lane, place);
    this.#isKept = keptAt() !== ofMark;
    dropContinued([...ids, this.#lane.id], place);
  }

  async #open(): Promise<Lane> {
    const { place, from, ids } = this.#wish;
    const { runId, session } = place;
    const step = { kind: "lane", name: "lane" } as const;
    const { base } = (this.#start = await startOf(place, from?.result.base));
    let lane: Lane | undefined;
    await session.step(laneKey(runId, ids.length + 1), step, async () => {
      lane = await openGroupLane({ name: runId, base, earlier: from }, place);
      this.#lane = lane;
      return { ...step, laneId: lane.id, start: lane.start ?? null };
    });
    if (lane === undefined) throw new Error("each process opens a lane of its own");
    return lane;
  }

  #whole(): Lane {
    if (this.#lane !== undefined && isWhole(this.#lane)) return this.#lane;
    throw new ExecutionError(
      "The lane in which the steps work was deleted.",
      `prompts-gpt runs resume ${this.#wish.place.runId}`,
    );
  }
}

/** What a later lane has gone on from is in that one: it is not kept twice. */
function dropContinued(ids: readonly string[], { runId, cwd, env }: GroupPlace): void {
  const results = ids.flatMap((id) => ownResult(id, { runId, cwd, env }) ?? []);
  const starts = new Set(results.map(({ start }) => start));
  for (const { id, commit } of results.slice(0, -1)) if (starts.has(commit)) dropResult(id, env);
}

interface Settling {
  readonly place: GroupPlace;
  readonly laneId: string | undefined;
  /** All of it is kept, to the end. */
  readonly isWhole: boolean;
}

async function settle(verdict: Verdict, { place, laneId, isWhole }: Settling): Promise<Verdict> {
  const { runId, session, env } = place;
  const result = laneId === undefined ? undefined : keptResult(laneId, env);
  if (laneId === undefined || (result === undefined && isWhole)) return verdict;
  if (result !== undefined) await writeWhole(result, place);
  if (verdict.status === "succeeded") {
    if (!isWhole) return { status: "failed", exitCode: 1, message: LOST };
    if (await applyLane({ name: "lane", laneId, runId }, place, `prompts-gpt runs apply ${runId}`)) return verdict;
    const message = "Every step succeeded, and what they changed could not be brought into this folder.";
    return { status: "failed", exitCode: 1, message };
  }
  if (isWhole && result?.changed.length === 0) return verdict;
  const message = isWhole ? "What the steps have changed is kept, and this folder is as it was." : LOST;
  const resume = `prompts-gpt runs resume ${runId}`;
  const fix = isWhole ? `prompts-gpt runs apply ${runId}   (go on: ${resume})` : resume;
  await session.emit({ type: "run.warning", message, fix });
  return verdict;
}

const LOST = "The lane was deleted, or could not be kept: this folder is as it was.";

/** The patch of all that was changed; it is for reading, and what the steps did is kept without it too. */
async function writeWhole(result: LaneResult, { session, env }: Pick<GroupPlace, "session" | "env">): Promise<void> {
  if (result.changed.length === 0) return;
  const path = join(session.runDir, RUN_FILES.patch);
  await writePatch(path, session.redactor, (take) => pourResult(result, { env, take }));
}
