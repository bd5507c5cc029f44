import type { RunDetails } from "../../index.ts";
import type { Ending } from "./reporter.ts";

const lost = "Its process was killed, or could not write the record to its end; what is recorded stands.";

/** The end of a run that was looked up, as the reporters tell it. */
export function endingOf(details: RunDetails): Ending {
  const { status, error, changedFiles } = details;
  return {
    ...details,
    changedFiles: changedFiles?.map(({ path }) => path) ?? null,
    error: status === "interrupted" ? lost : error,
  };
}
