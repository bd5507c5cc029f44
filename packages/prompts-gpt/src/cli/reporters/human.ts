import type { Terminal } from "../terminal.ts";
import { endingLines } from "./ending.ts";
import { openLiveLine } from "./live-line.ts";
import { createNarrator } from "./narrator.ts";
import { advance, describeProgress, notStarted } from "./progress.ts";
import type { Reporter } from "./reporter.ts";

interface HumanOptions {
  readonly verbose: boolean;
  readonly now?: () => number;
}

/** Tells a run to a person: a line for each action, the state of things below them, and the outcome. */
export function createHumanReporter(terminal: Terminal, { verbose, now = Date.now }: HumanOptions): Reporter {
  let progress = notStarted;
  const narrate = createNarrator(terminal, { verbose });
  const live = openLiveLine(terminal, () => describeProgress(progress, now()));
  return {
    async event(event) {
      progress = advance(progress, event);
      await live.print(narrate(event));
    },
    async end(ending) {
      await live.close();
      await terminal.write(`${endingLines(ending, terminal).join("\n")}\n`);
    },
    note: (text) => live.print([text]),
    close: () => live.close(),
  };
}
