import { join } from "node:path";
import { foldRun, type RunState } from "./fold.ts";
import { readEvents } from "./journal.ts";
import { RUN_FILES } from "./run-dir.ts";

/** A run that another process had begun, as its journal tells it. */
export interface EarlierRun {
  readonly state: RunState;
  /** What its finished steps gave, by key. */
  readonly finished: ReadonlyMap<string, unknown>;
  /** What its steps that never finished were given, by key. */
  readonly open: ReadonlyMap<string, unknown>;
}

/** Undefined when the journal holds no run. `isFinal` tells whether what a step gave is to stand; otherwise it is done again. */
export async function readEarlierRun(
  runDir: string,
  isFinal: (output: unknown) => boolean,
): Promise<EarlierRun | undefined> {
  let state: RunState | undefined;
  const finished = new Map<string, unknown>();
  const open = new Map<string, unknown>();
  for await (const event of readEvents(join(runDir, RUN_FILES.journal))) {
    state = foldRun(state, event);
    if (event.type === "step.started") open.set(event.key, event.input);
    if (event.type === "step.finished" && isFinal(event.output)) {
      open.delete(event.key);
      finished.set(event.key, event.output);
    }
  }
  return state === undefined ? undefined : { state, finished, open };
}
