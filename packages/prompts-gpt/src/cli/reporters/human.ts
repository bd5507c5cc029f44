import type { Terminal } from "../terminal.ts";
import { endingLines } from "./ending.ts";
import { openLiveLine } from "./live-line.ts";
import { createNarrator } from "./narrator.ts";
import { advance, describeProgress, notStarted } from "./progress.ts";
import type { Reporter } from "./reporter.ts";
import { createTextJoiner } from "./whole-texts.ts";

interface HumanOptions {
  readonly verbose: boolean;
  readonly now?: () => number;
}

/** Tells a run to a person: a line for each action, the state of things below them, and the outcome. */
export function createHumanReporter(terminal: Terminal, { verbose, now = Date.now }: HumanOptions): Reporter {
  let progress = notStarted;
  let told = "";
  const narrate = createNarrator(terminal, { verbose });
  const whole = createTextJoiner();
  const live = openLiveLine(terminal, { text: (columns) => describeProgress(progress, now(), columns) });
  return {
    async event(event) {
      progress = advance(progress, event);
      const events = whole(event);
      for (const one of events) if (one.type === "agent.text") told = tell(told, one.text);
      await live.print(events.flatMap(narrate));
    },
    async end(ending) {
      await live.close();
      const isTold = told.endsWith(linesOf(ending.output));
      const lines = endingLines(isTold ? { ...ending, output: "" } : ending, terminal);
      await terminal.write(`${lines.join("\n")}\n`);
    },
    note: (text) => live.print([text]),
    close: () => live.close(),
  };
}

const enough = 65_536;

/** What was told in full of late: of a text with several lines only the first one is. */
function tell(told: string, text: string): string {
  const lines = linesOf(text);
  if (lines === "") return told;
  return lines.includes("\n") ? "" : `${told}\n${lines}`.slice(-enough);
}

function linesOf(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}
