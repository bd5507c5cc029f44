import { join } from "node:path";
import { foldRun, type RunState } from "./fold.ts";
import { readEvents } from "./journal.ts";
import { isMemberInput } from "./member.ts";
import { RUN_FILES } from "./run-dir.ts";

/** A run that another process had begun, as its journal tells it. */
export interface EarlierRun {
  readonly state: RunState;
  /** What its finished steps gave, by key. */
  readonly finished: Map<string, unknown>;
  /** What every step gave that has finished, those that were done more than once included. */
  readonly used: readonly unknown[];
  /** What its steps that never finished were given, by key. */
  readonly open: Map<string, unknown>;
  /** Where in the journal each step has begun and ended, the last time that it was done. */
  readonly places: ReadonlyMap<string, StepPlace>;
}

interface StepPlace {
  readonly begun: number;
  readonly ended?: number;
}

/** Undefined when the journal holds no run. */
export async function readEarlierRun(runDir: string): Promise<EarlierRun | undefined> {
  let state: RunState | undefined;
  let at = 0;
  const finished = new Map<string, unknown>();
  const open = new Map<string, unknown>();
  const places = new Map<string, StepPlace>();
  const keys = new Map<string, string>();
  const used: unknown[] = [];
  for await (const event of readEvents(join(runDir, RUN_FILES.journal))) {
    state = foldRun(state, event);
    at += 1;
    // An earlier resumption has done this again.
    if (event.type === "member.lost") forgetAttempt(keys.get(event.runId), { finished, open });
    if (event.type === "step.started") {
      open.set(event.key, event.input);
      places.set(event.key, { begun: at });
      if (isMemberInput(event.input)) keys.set(event.input.runId, event.key);
    }
    if (event.type !== "step.finished") continue;
    open.delete(event.key);
    finished.set(event.key, event.output);
    places.set(event.key, { begun: places.get(event.key)?.begun ?? at, ended: at });
    used.push(event.output);
  }
  return state === undefined ? undefined : { state, finished, open, used, places };
}

/** So that this attempt of a member is made again: nothing is known any more of what came of it, or after it. */
export function forgetAttempt(key: string | undefined, { finished, open }: Pick<EarlierRun, "finished" | "open">) {
  if (key === undefined) return;
  const attempt = stepKey(key);
  for (const steps of [finished, open])
    for (const other of steps.keys()) if (isOf(attempt, stepKey(other))) steps.delete(other);
}

/** `<member>.<what is done with it>/<number>`; only what is done at a usage limit is counted as the attempts are. */
function isOf(attempt: StepKey, other: StepKey): boolean {
  if (other.name === attempt.name) return other.number >= attempt.number;
  if (!other.name.startsWith(`${attempt.name}.`)) return false;
  return other.number >= attempt.number || !/\.(?:limit|wait)$/.test(other.name);
}

interface StepKey {
  readonly name: string;
  readonly number: number;
}

function stepKey(key: string): StepKey {
  const end = key.lastIndexOf("/");
  return { name: key.slice(0, end), number: Number(key.slice(end + 1)) };
}
