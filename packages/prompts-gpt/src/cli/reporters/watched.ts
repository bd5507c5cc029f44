import type { RecordedEvent } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { pairs } from "../layout.ts";
import type { Call } from "../parse.ts";
import type { Terminal } from "../terminal.ts";
import { createReporter } from "./create.ts";
import { factsOf, failureLines, outcomeLine } from "./ending.ts";
import { createGroupReporter } from "./group.ts";
import type { Ending, Reporter } from "./reporter.ts";

/** Tells of a run that another process runs: its first event says whether it is one, or several as one. */
export function createWatchReporter(call: Call, cli: Cli): Reporter {
  let chosen: Reporter | undefined;
  return {
    event(event) {
      chosen ??= isGroup(event) ? groupReporter(call, cli) : createReporter(call, cli);
      return chosen.event(event);
    },
    note: async (text) => chosen?.note(text),
    end: async (ending) => chosen?.end(ending),
    close: async () => chosen?.close(),
  };
}

function isGroup(event: RecordedEvent): boolean {
  return event.type === "run.started" && event.mode !== "run";
}

function groupReporter(call: Call, cli: Cli): Reporter {
  const reporter = createGroupReporter(call, cli);
  return {
    ...reporter,
    async end(ending) {
      await reporter.close();
      // What tells of a plain run is loaded with this file.
      const { memberLines } = await import("../member-lines.ts");
      const members = memberLines({ ...ending, members: ending.members ?? [] }, cli.human.columns());
      await reporter.end(ending, () => endLines(ending, members, cli.human));
    },
  };
}

/** What each of them changed was told when it ended. */
function endLines(
  ending: Ending,
  members: readonly string[],
  { style, columns }: Pick<Terminal, "style" | "columns">,
): string[] {
  const facts = factsOf(ending).filter(([name]) => name !== "changed");
  const undo = ["undo", `prompts-gpt restore ${ending.runId}`] as const;
  return [
    "",
    outcomeLine(ending, style),
    ...failureLines(ending, style),
    ...members,
    ...pairs([...facts, undo], columns()),
  ];
}
