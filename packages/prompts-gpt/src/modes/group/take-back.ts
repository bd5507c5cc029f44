import { resolve } from "node:path";
import type { RunEvent } from "../../agent/events.ts";
import type { LoadedConfig } from "../../config/config.ts";
import type { Env } from "../../process/spawn.ts";
import type { EarlierRun } from "../../runs/earlier-run.ts";
import type { RunState } from "../../runs/fold.ts";
import { isGroupStep } from "../../runs/group-step.ts";
import { isMemberResult } from "../../runs/member.ts";
import { type ReadRun, readRun } from "../../runs/run-list.ts";
import { headMovedAt, headStatus } from "../../workspace/git.ts";
import { watchTree } from "../../workspace/tree.ts";
import { projectsOwn } from "../projects-own.ts";
import type { Again } from "./again.ts";
import { bringBack } from "./bring-back.ts";

interface Place {
  readonly earlier: EarlierRun;
  /** One that is not begun again was at work beside them. */
  readonly isAnyoneDone: boolean;
  readonly cwd: string;
  readonly env: Env;
  readonly loaded: LoadedConfig;
  readonly artifactsDir: string;
}

interface TakenBack {
  /** Of what stood there. */
  readonly snapshot?: string;
  readonly notes: readonly RunEvent[];
}

/**
 * Takes back what members have left that are begun again: never what others have done after them, nor what somebody has
 * changed since they ended.
 */
export async function takeBack(all: readonly Again[], place: Place): Promise<TakenBack> {
  const { cwd, env, artifactsDir } = place;
  const { last, notes } = lastToWrite(all, place);
  const [first] = last;
  if (first === undefined) return { notes };
  const runs = await Promise.all(last.map(({ runId }) => readRun(resolve(artifactsDir, runId)).catch(() => undefined)));
  const mayTake = async () => !(await isChangedSince(runs.at(-1), place));
  const done = await bringBack(
    last.map(({ runId }) => runId),
    { cwd, env, mayTake },
  );
  if (done === "kept") return { notes: [...notes, changed(first)] };
  return { ...done, notes };
}

/** Those that nobody has worked after, in the order in which they began, and what there is to say of the others. */
export function lastToWrite(
  all: readonly Again[],
  { earlier, isAnyoneDone }: Pick<Place, "earlier" | "isAnyoneDone">,
): { readonly last: readonly Again[]; readonly notes: readonly RunEvent[] } {
  const { places, finished } = earlier;
  const readers = readersOf(earlier);
  const again = all.filter(({ runId }) => !readers.has(runId)); // who only reads has left nothing
  const written = [...finished].filter(([, output]) => hasWritten(output, readers));
  const lastDone = Math.max(0, ...written.map(([key]) => places.get(key)?.ended ?? 0));
  const begunAt = ({ key }: Again) => places.get(key)?.begun ?? 0;
  const isLast = (one: Again) => !isAnyoneDone && begunAt(one) > lastDone;
  const last = again.filter(isLast).toSorted((a, b) => begunAt(a) - begunAt(b));
  const others = again.filter((one) => !isLast(one));
  const notes = others.map(({ name }) =>
    note(`${name} is begun again on the files as they are: others have worked on them since.`),
  );
  return { last, notes };
}

function hasWritten(output: unknown, readers: ReadonlySet<string>): boolean {
  if (isMemberResult(output)) return !readers.has(output.runId);
  return !isGroupStep(output) || (output.kind !== "lane" && output.kind !== "start");
}

/** Run ids of members that could change nothing. */
export function readersOf({ state }: EarlierRun): ReadonlySet<string> {
  return new Set(state.members.flatMap(({ input }) => (input.access === "read" ? [input.runId] : [])));
}

/** Of one that was killed nobody knows how it left the files: only a commit, or a change of branch, can be later than its last sign of life. */
async function isChangedSince(run: ReadRun | undefined, place: Place): Promise<boolean> {
  if (run === undefined) return false;
  const { state, durationMs } = run;
  const { cwd, env } = place;
  const movedAt = await headMovedAt(cwd, env);
  const isMoved = movedAt !== undefined && (await headStatus(cwd, env))?.head !== state.facts.gitHeadFull;
  if (state.finished === undefined) return isMoved && movedAt > Date.parse(state.startedAt) + durationMs;
  // Git counts seconds: what moved it in the same one may have come after.
  if (isMoved && movedAt + 999 >= Date.parse(state.finished.at)) return true;
  return areFilesChanged(state, place);
}

async function areFilesChanged({ outcome }: RunState, { cwd, env, artifactsDir, loaded }: Place): Promise<boolean> {
  const { before = null, after = null } = outcome ?? {};
  if (after === null) return false;
  const tree = watchTree(cwd, env);
  try {
    const [, now] = await tree.resolve(after, await tree.take(projectsOwn(artifactsDir, loaded)));
    return now !== after && now !== before; // what it found is there again where it was taken back already
  } finally {
    await tree.close();
  }
}

function changed({ name, runId }: Again): RunEvent {
  const fix = `To begin where it had begun, before that: prompts-gpt restore ${runId}`;
  return note(`${name} is begun again on the files as they are: they were changed since it ended.`, fix);
}

export function note(message: string, fix?: string): RunEvent {
  return { type: "run.warning", message, ...(fix === undefined ? {} : { fix }) };
}
