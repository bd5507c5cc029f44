import type { Redactor } from "../process/redact/redactor.ts";
import type { Invocation } from "../providers/provider.ts";
import type { Outcome } from "./outcome.ts";
import type { RunEvent } from "./events.ts";

/** Seconds; 0 = no limit. */
interface Limits {
  readonly timeoutSeconds: number;
  readonly idleTimeoutSeconds: number;
}

/**
 * One resolved agent invocation: plain data, unchanged by `JSON.parse(JSON.stringify(task))`, so that it can be
 * printed, journalled, replayed and sent to another machine. Environment variables are named, never their values.
 */
export interface Task extends Invocation {
  /** `<run id>/<step>/<attempt>`. */
  readonly key: string;
  readonly provider: string;
  readonly limits: Limits;
  readonly workspace: {
    readonly kind: "in-place";
    /** Files of ours inside it, which are no work of the agent. Absolute. */
    readonly ignored: readonly string[];
  };
  /** Names of variables that configuration adds to the agent's environment. */
  readonly env: readonly string[];
  /** Leave what the agent started running after its end. */
  readonly keepProcesses: boolean;
}

/** Everything a task needs from the run that it belongs to. */
export interface Session {
  readonly runDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the run is to stop; `signal.reason` says why. The agent is ended gracefully. */
  readonly signal: AbortSignal;
  /** Aborted when there is no more time to be graceful. */
  readonly kill: AbortSignal;
  /** What everything of the run passes through before it is written or shown. The journal and `emit` see to it themselves. */
  readonly redactor: Redactor;
  /** Appends to output.log what the agent printed; `offset` is where it stands there, `written` resolves when it does. */
  log(bytes: Uint8Array): { readonly offset: number; readonly written: Promise<void> };
  /** Resolves when the journal holds the events and every listener has taken them: await it, it is the backpressure. */
  emit(...events: readonly RunEvent[]): Promise<void>;
  /**
   * Does `effect` once per `key`. The journal records the start durably before and the result durably after;
   * a resumed run answers a finished step from the journal without doing it again.
   */
  step<I, O>(key: string, input: I, effect: () => Promise<O>): Promise<O>;
}

/** The seam: start the process, preview it, replay it, send it away. A mode cannot tell them apart. */
export type RunAgent = (task: Task, session: Session) => Promise<Outcome>;
