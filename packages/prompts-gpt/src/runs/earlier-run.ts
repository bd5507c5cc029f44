import { join } from "node:path";
import { foldRun, type RunState } from "./fold.ts";
import { readEvents } from "./journal.ts";
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
}

/** Undefined when the journal holds no run. */
export async function readEarlierRun(runDir: string): Promise<EarlierRun | undefined> {
  let state: RunState | undefined;
  const finished = new Map<string, unknown>();
  const open = new Map<string, unknown>();
  const used: unknown[] = [];
  for await (const event of readEvents(join(runDir, RUN_FILES.journal))) {
    state = foldRun(state, event);
    if (event.type === "step.started") open.set(event.key, event.input);
    if (event.type !== "step.finished") continue;
    open.delete(event.key);
    finished.set(event.key, event.output);
    used.push(event.output);
  }
  return state === undefined ? undefined : { state, finished, open, used };
}
