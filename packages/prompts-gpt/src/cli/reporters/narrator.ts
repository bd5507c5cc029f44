import type { RecordedEvent } from "../../index.ts";
import { labelled } from "../layout.ts";
import { plural } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { firstLine, oneLine, wrap } from "../text.ts";
import { headerLines } from "./header.ts";
import { createToolNarrator } from "./tools.ts";

/** Columns that stand before what is told, and one that stays free. */
const INDENT = 3;

interface NarratorOptions {
  readonly verbose: boolean;
}

type Screen = Pick<Terminal, "style" | "columns" | "isTerminal">;

/** Tells a run event by event: each call gives the lines that this event adds, often none. */
export function createNarrator(screen: Screen, { verbose }: NarratorOptions): (event: RecordedEvent) => string[] {
  const toolLines = createToolNarrator(screen.style);
  return (event) => [
    ...(event.type === "run.started" ? headerLines(event, screen) : []),
    ...toolLines(event),
    ...wordLines(event, screen),
    ...(verbose ? detailLines(event, screen) : []),
  ];
}

/** What everybody is told besides the use of tools. Of a long text the first line: the whole stands in the log. */
function wordLines(event: RecordedEvent, screen: Screen): string[] {
  const { dim, yellow } = screen.style;
  switch (event.type) {
    case "run.warning": {
      const fix = event.fix === undefined ? [] : [`  ${dim("try:")} ${oneLine(event.fix)}`];
      const [first = "", ...more] = labelled(screen, "warning:", oneLine(event.message));
      return [`${yellow("warning:")} ${first}`, ...more, ...fix];
    }
    case "agent.text":
      return spoken(event.text, screen).map((line) => `  ${dim(line)}`);
    case "agent.retry":
      return [`  ${yellow("tries again:")} ${oneLine(event.message)}`];
    case "agent.ended":
      if (event.leftProcesses.length === 0) return [];
      return [`  ${yellow(`left ${plural(event.leftProcesses.length, "process")} behind`)}`];
    default:
      return [];
  }
}

/** What `--verbose` adds. */
function detailLines(event: RecordedEvent, screen: Screen): string[] {
  const { dim } = screen.style;
  switch (event.type) {
    case "agent.started":
      return [`  ${dim(oneLine([event.command.file, ...event.command.args].join(" ")))}`];
    case "agent.reasoning":
      return spoken(`(${firstLine(event.text)})`, screen).map((line) => `  ${dim(line)}`);
    case "agent.notice":
      return [`  ${dim(oneLine(event.message))}`];
    default:
      return [];
  }
}

/** The first line that says something; in a terminal broken between words, so that it stays under where it began. */
function spoken(text: string, { isTerminal, columns }: Screen): string[] {
  const line = firstLine(text);
  if (line === "") return [];
  return isTerminal ? wrap(line, columns() - INDENT) : [line];
}
