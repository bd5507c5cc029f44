import type { RecordedEvent, RunDetails, RunPromptResult, ShownStatus } from "../../index.ts";

/** What is told at the end: of a run of this process the whole result, of one that was watched what its record says. */
export interface Ending extends Pick<RunPromptResult, "runId" | "runDir" | "durationMs" | "output" | "tokenUsage"> {
  readonly status: ShownStatus;
  /** Null: not compared. */
  readonly changedFiles: readonly string[] | null;
  /** Of a run that had none, null: nothing can be brought back. */
  readonly snapshot: string | null;
  readonly denied: number;
  readonly leftProcesses: RunPromptResult["leftProcesses"];
  readonly failure?: RunPromptResult["failure"] | null;
  readonly error?: string | null;
  /** Of several runs as one that were watched. */
  readonly members?: RunDetails["members"];
}

/** Tells somebody about a run. Slow listeners slow the run down: its calls are awaited. */
export interface Reporter {
  event(event: RecordedEvent): Promise<void>;
  /** A word from the CLI itself while the run goes on. */
  note(text: string): Promise<void>;
  end(ending: Ending): Promise<void>;
  /** Leaves the terminal as it was, also when there is no end to tell. */
  close(): Promise<void>;
}
