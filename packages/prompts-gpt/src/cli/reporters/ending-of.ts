import type { RunDetails } from "../../index.ts";
import type { Ending } from "./reporter.ts";

const lost = "Its process was killed before it could finish the record; what is recorded stands.";

/** The end of a run that was looked up, as the reporters tell it. */
export function endingOf(details: RunDetails): Ending {
  const { status, error, changedFiles } = details;
  return {
    ...details,
    changedFiles: changedFiles.map(({ path }) => path),
    error: status === "interrupted" ? lost : error,
  };
}
