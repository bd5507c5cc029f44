import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../../errors.ts";
import type { MemberResult } from "../../runs/member.ts";
import { applyResult } from "../../workspace/lane/apply/apply-result.ts";
import { isWhole, removeLane } from "../../workspace/lane/close-lane.ts";
import { discardLane } from "../../workspace/lane/discard-lane.ts";
import { ignoredWork } from "../../workspace/lane/ignored-work.ts";
import { keptResult } from "../../workspace/lane/keep-result.ts";
import { type Base, type Lane, laneEnv } from "../../workspace/lane/lane.ts";
import { type LaneWish, openLane } from "../../workspace/lane/open-lane.ts";
import { takeBase } from "../../workspace/lane/take-base.ts";
import { textOf } from "../../workspace/snapshot/byte-path.ts";
import type { GroupPlace } from "./group-place.ts";

/** The working tree as it is now: what every lane of a batch begins with. */
export function laneBase({ cwd, env, artifactsDir }: GroupPlace): Promise<Base> {
  return takeBase({ root: cwd, env, leaveOut: [artifactsDir] });
}

/** Does `work` in a lane, which is kept as a result and taken away afterwards, whatever came of it. No `laneId`: somebody has deleted it meanwhile. */
export async function inLane<T>(
  { name, base }: { readonly name: string; readonly base: Base },
  place: GroupPlace,
  work: (lane: { readonly cwd: string; readonly env: GroupPlace["env"] }) => Promise<T>,
): Promise<{ readonly done: T; readonly laneId?: string }> {
  const lane = await openGroupLane({ name, base }, place);
  try {
    const done = await work({ cwd: lane.root, env: { ...place.env, ...laneEnv(lane) } });
    return isWhole(lane) ? { done, laneId: lane.id } : { done };
  } finally {
    await keepLane(lane, place);
  }
}

/** A lane of a group, made usable as its configuration says; whoever opens it closes it with {@link keepLane}. */
export async function openGroupLane(
  wish: Pick<LaneWish, "name" | "base" | "earlier">,
  place: GroupPlace,
): Promise<Lane> {
  const { cwd, env, artifactsDir, loaded, session } = place;
  const { setup = [], copy = [] } = loaded.config.worktree;
  const leaveOut = [artifactsDir];
  const { signal, kill, redactor } = session;
  const lane = await openLane({ ...wish, root: cwd, setup, copy, leaveOut, env, signal, kill, redactor });
  await tellMissing(lane, place);
  return lane;
}

/** What has been told of a group's lanes: it is the same of each. */
const told = new WeakMap<GroupPlace["accounts"], Set<string>>();

/** What of the user's folder is in no lane, once for the group. */
async function tellMissing({ missing }: Lane, { accounts, session }: GroupPlace): Promise<void> {
  const known = told.get(accounts) ?? new Set();
  told.set(accounts, known);
  const news = missing.filter((one) => !known.has(one));
  for (const one of news) known.add(one);
  if (news.length === 0) return;
  const message = `Not in the lanes: ${news.join("; ")}.`;
  const fix = 'If agents need it: "worktree": { "setup": ["npm ci"] } in .prompts-gpt/config.json';
  await session.emit({ type: "run.warning", message, fix });
}

/** Keeps what it holds, and takes it away. What cannot be kept whole stays where it is, and that is said. */
export async function keepLane(lane: Lane, { env, session }: GroupPlace): Promise<void> {
  try {
    if (!existsSync(lane.top)) return await discardLane(lane); // there is nothing left to keep
    const ignored = await ignoredWork(lane, env).catch(() => []); // only for telling: the lane goes without it too
    await removeLane(lane, { env });
    if (ignored.length > 0) await session.emit({ type: "run.warning", message: notKept(lane.name, ignored) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fix = error instanceof UserError ? error.fix : undefined;
    await session.emit({
      type: "run.warning",
      message: `The lane of ${lane.name} stays. ${message}`,
      ...(fix && { fix }),
    });
  }
}

function notKept(name: string, ignored: readonly string[]): string {
  const more = ignored.length > 5 ? ` and ${ignored.length - 5} more` : "";
  const names = ignored.slice(0, 5).map(textOf).join(", ");
  return `Git ignores this in the lane of ${name}, so it is in no result, and went with the lane: ${names}${more}.`;
}

/** Brings what a member has done in its lane into the working tree: all of it, or nothing where both have changed the same. */
export async function applyLane(
  { name, laneId, runId: memberRun }: Pick<MemberResult, "name" | "laneId" | "runId">,
  place: GroupPlace,
  next = `prompts-gpt runs resume ${place.runId}`,
): Promise<boolean> {
  if (laneId === undefined) return true;
  const { session, runId, env, cwd } = place;
  const step = { kind: "apply", name } as const;
  const applied = await session.step(`${runId}/${name}.apply/1`, step, async () => {
    const result = keptResult(laneId, env);
    if (result === undefined)
      return { ...step, laneId, isApplied: false, conflicts: [], why: "it is not kept any more" };
    const done = await applyResult({ root: resolve(cwd), result, env });
    if (done.kind === "applied") return { ...step, laneId, isApplied: true, conflicts: [] };
    return {
      ...step,
      laneId,
      isApplied: false,
      conflicts: done.conflicts.map(({ path, why }) => ({ path: textOf(path), why })),
    };
  });
  const fix = `prompts-gpt runs diff ${memberRun}   (and once the files are out of the way: ${next})`;
  const who = memberRun === runId ? "the steps" : name;
  if (!applied.isApplied) await session.emit({ type: "run.warning", message: notApplied(applied, who), fix });
  return applied.isApplied;
}

interface Unapplied {
  readonly conflicts: readonly { readonly path: string; readonly why: string }[];
  readonly why?: string;
}

function notApplied({ conflicts, why }: Unapplied, name: string): string {
  const shown = conflicts.slice(0, 5).map((one) => `${one.path} (${one.why})`);
  const more = conflicts.length > 5 ? ` and ${conflicts.length - 5} more` : "";
  return `What ${name} changed was not applied, and is kept: ${why ?? shown.join(", ") + more}.`;
}
