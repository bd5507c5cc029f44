import type { Terminal } from "../terminal.ts";
import { toJson } from "../text.ts";
import type { Reporter } from "./reporter.ts";
import { silence } from "./silence.ts";

/** `--json`: one document, the result as the SDK gives it. */
export function createJsonReporter(out: Terminal): Reporter {
  return { event: silence, note: silence, close: silence, end: (ending) => out.write(`${toJson(ending, 2)}\n`) };
}
