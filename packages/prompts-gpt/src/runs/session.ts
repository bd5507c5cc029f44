import type { RecordedEvent, RunEvent } from "../agent/events.ts";
import type { Session } from "../agent/task.ts";
import type { Journal } from "./journal.ts";
import type { OutputLog } from "./output-log.ts";

export interface SessionParts {
  readonly runDir: string;
  readonly env: Session["env"];
  readonly signal: AbortSignal;
  readonly kill: AbortSignal;
  readonly redactor: Session["redactor"];
  readonly journal: Journal;
  readonly log: OutputLog;
  /** Results of steps that an earlier process of this run has finished, by key. */
  readonly finished: ReadonlyMap<string, unknown>;
  /** Told of every event after the journal has it, in order, one at a time. */
  onEvent(event: RecordedEvent): void | Promise<void>;
}

/** The session of a run: its journal is the one way in which anything becomes known. */
export function createSession(parts: SessionParts): Session {
  const { journal, finished } = parts;
  let turn: Promise<unknown> = Promise.resolve();
  const record = async (events: readonly RunEvent[], durable: boolean) => {
    for (const event of await journal.append(events, { durable })) await parts.onEvent(event);
  };
  const emit = (events: readonly RunEvent[], durable: boolean): Promise<void> => {
    if (events.length === 0) return Promise.resolve();
    const done = turn.then(() => record(events, durable));
    turn = done.catch(() => {}); // the one who emitted has the error
    return done;
  };
  return {
    runDir: parts.runDir,
    env: parts.env,
    signal: parts.signal,
    kill: parts.kill,
    redactor: parts.redactor,
    log: (bytes) => parts.log.append(bytes),
    emit: (...events) => emit(events, false),
    async step<I, O>(key: string, input: I, effect: () => Promise<O>): Promise<O> {
      if (finished.has(key)) return finished.get(key) as O; // recorded under this key by this very code
      await emit([{ type: "step.started", key, input }], true);
      const output = await effect();
      await emit([{ type: "step.finished", key, output }], true);
      return output;
    },
  };
}
