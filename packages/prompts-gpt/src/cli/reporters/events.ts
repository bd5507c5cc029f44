import type { Terminal } from "../terminal.ts";
import { toJson } from "../text.ts";
import type { Reporter } from "./reporter.ts";
import { silence } from "./silence.ts";

/** `--events`: one line of JSON for each event, no sooner than the one before has been taken. */
export function createEventsReporter(out: Terminal): Reporter {
  return { event: (event) => out.write(`${toJson(event)}\n`), end: silence, note: silence, close: silence };
}
