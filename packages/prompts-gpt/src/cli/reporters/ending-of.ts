import type { RunDetails } from "../../index.ts";
import type { Ending } from "./reporter.ts";

const lost = "Its process was killed, or could not write the record to its end; what is recorded stands.";

/** The end of a run that was looked up, as the reporters tell it. */
export function endingOf(details: RunDetails): Ending {
  const { status, error, changedFiles, failure, runId, mode } = details;
  const isLost = status === "interrupted";
  return {
    ...details,
    changedFiles: changedFiles?.map(({ path }) => path) ?? null,
    error: isLost ? lost : error,
    // A single run goes on as another one: that is for its user to want.
    failure: isLost && mode !== "run" ? goOn(runId) : failure,
  };
}

function goOn(runId: string): NonNullable<Ending["failure"]> {
  return { kind: "crashed", message: lost, fix: `prompts-gpt runs resume ${runId}` };
}
